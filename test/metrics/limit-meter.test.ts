import { describe, expect, it } from "vitest";

import type { HistoryRecord } from "../../src/history/record.ts";
import { LimitMeter } from "../../src/metrics/limit-meter.ts";

interface Happening {
  readonly atMs: number;
  readonly record: HistoryRecord;
}

interface Story {
  /** Per key, growing by this factor each second. */
  readonly fromHz: number;
  readonly growth: number;
  readonly keys: number;
  readonly seconds: number;
  /** Events per second that a lane gets done, and its share of the keys. */
  readonly doneHz: number;
  readonly lanes: number;
  /** Milliseconds from the send to the acknowledgement and from there to the effect, if nobody waits. */
  readonly ackMs?: number;
  readonly effectMs?: number;
  /** Events that are done so much later than the others. */
  readonly stragglers?: ReadonlySet<number>;
  readonly throttledFromMs?: number;
  /** A time in which nothing is done, of one lane or of all. */
  readonly stall?: { readonly fromMs: number; readonly forMs: number; readonly lane?: number };
  /** Until when it is looked at; as long as events fall due if absent. */
  readonly untilMs?: number;
}

/** Events at a growing rate through lanes that work them off one after the other. */
function historyOf(story: Story): readonly HistoryRecord[] {
  const { fromHz, growth, keys, seconds, doneHz, lanes, ackMs = 10, effectMs = 20 } = story;
  const happenings: Happening[] = [];
  const freeAtMs = Array.from({ length: lanes }, () => 0);
  let dueMs = 0;
  for (let index = 0; ; index += 1) {
    const hz = fromHz * keys * growth ** (dueMs / 1000);
    dueMs += 1000 / hz;
    if (dueMs > seconds * 1000) break;
    const key = `k${index % keys}`;
    const lane = (index % keys) % lanes;
    const seq = Math.floor(index / keys);
    const at = (atMs: number, record: object): void => {
      happenings.push({ atMs, record: { ...record, key, seq, index, atMs } as HistoryRecord });
    };
    at(dueMs, { type: "send", dueMs, bytes: 1, checksum: 0 });
    if (story.throttledFromMs !== undefined && dueMs > story.throttledFromMs) {
      const entries = 1;
      const throttle = { type: "throttle", atMs: dueMs + 1, action: "PutRecord", entries } as const;
      happenings.push({ atMs: dueMs + 1, record: throttle });
    }
    at(dueMs + ackMs, { type: "ack", lane: `lane-${lane}`, position: String(index) });
    const startAtMs = afterStall(Math.max(freeAtMs[lane]!, dueMs + ackMs + effectMs), lane, story);
    const doneAtMs = startAtMs + 1000 / doneHz;
    freeAtMs[lane] = doneAtMs;
    const lateMs = story.stragglers?.has(index) === true ? 5000 : 0;
    at(doneAtMs + lateMs, { type: "effect", app: "a", lane: `lane-${lane}` });
  }
  return happenings.sort((a, b) => a.atMs - b.atMs).map(({ record }) => record);
}

function afterStall(atMs: number, lane: number, { stall }: Story): number {
  if (stall === undefined || (stall.lane ?? lane) !== lane) return atMs;
  const untilMs = stall.fromMs + stall.forMs;
  return atMs >= stall.fromMs ? Math.max(atMs, untilMs) : atMs;
}

function limitOf(story: Story, app = "a") {
  const meter = new LimitMeter({
    keyCount: story.keys,
    app,
    isSend: (name) => name === "PutRecord",
  });
  // What comes late when nothing is sent any more has met no limit.
  const endMs = story.untilMs ?? story.seconds * 1000;
  for (const record of historyOf(story)) if (record.atMs <= endMs) meter.add(record);
  return meter.found;
}

const story: Story = { fromHz: 0.5, growth: 1.5, keys: 20, seconds: 14, doneHz: 50, lanes: 2 };

describe("what gives first as the rate rises", () => {
  it("is the consumers, at the rate that a lane of them works at, however fast the rate rises", () => {
    // Ten keys of a lane, 50 events a second: five of each key.
    for (const growth of [1.3, 1.5, 2]) {
      const found = limitOf({ ...story, growth });
      expect(found?.by, `${growth}`).toBe("consumers");
      expect(found?.perKeyHz).toBeGreaterThan(4.5);
      expect(found?.perKeyHz).toBeLessThan(5.3);
    }
  });

  it("is nothing while all keep up", () => {
    expect(limitOf({ ...story, seconds: 5 })).toBeUndefined();
  });

  it("is no straggler: the others keep up", () => {
    const stragglers = new Set([45, 60, 61, 90]);
    expect(limitOf({ ...story, seconds: 5, stragglers })).toBeUndefined();
  });

  it("is no stall that is made up for, as after one slow read", () => {
    for (const forMs of [700, 1200]) {
      expect(limitOf({ ...story, seconds: 5, stall: { fromMs: 2500, forMs } })).toBeUndefined();
    }
  });

  it("is what the fullest lane keeps up with, whichever falls behind first", () => {
    const found = limitOf({ ...story, keys: 21, stall: { fromMs: 5800, forMs: 1200, lane: 1 } });
    // Eleven keys in the first of two lanes.
    expect(found?.by).toBe("consumers");
    expect(found?.perKeyHz).toBeGreaterThan(0.9 * (50 / 11));
    expect(found?.perKeyHz).toBeLessThan(1.1 * (50 / 11));
  });

  it("is found when the sending ends before it is plain, and not made less by that", () => {
    const found = limitOf({ ...story, seconds: 8.5, untilMs: 11_000 });
    expect(found?.by).toBe("consumers");
    expect(found?.atMs).toBeLessThan(8500);
    expect(found?.perKeyHz).toBeGreaterThan(4.5);
    expect(found?.perKeyHz).toBeLessThan(5.3);
  });

  it("is the write quota when sends are throttled, at the rate that is accepted from then on", () => {
    const found = limitOf({ ...story, doneHz: 1000, throttledFromMs: 3000 });
    expect(found).toMatchObject({ by: "write-quota" });
    expect(found!.atMs).toBeGreaterThanOrEqual(4000);
    expect(found!.atMs).toBeLessThan(4200);
    // 0.5 Hz, and half as much again every second.
    expect(found!.perKeyHz).toBeGreaterThan(0.5 * 1.5 ** 3);
    expect(found!.perKeyHz).toBeLessThan(0.5 * 1.5 ** 4);
  });

  it("is about one application: what another one does is nothing to it", () => {
    const found = limitOf({ ...story, seconds: 5 }, "b");
    expect(found).toBeUndefined();
  });

  it("is the producer when events wait to be sent", () => {
    const meter = new LimitMeter({ keyCount: 1, app: "a", isSend: () => true });
    const say = (record: object): void => meter.add({ key: "k", ...record } as HistoryRecord);
    for (let seq = 0; seq < 60; seq += 1) {
      const dueMs = seq * 100;
      say({ type: "send", seq, index: seq, dueMs, atMs: dueMs });
      // From the thirtieth on no acknowledgement comes back.
      if (seq >= 30) continue;
      say({ type: "ack", seq, lane: "l", atMs: dueMs + 10 });
      say({ type: "effect", seq, index: seq, app: "a", lane: "l", atMs: dueMs + 20 });
    }
    expect(meter.found?.by).toBe("producer");
    expect(meter.found?.atMs).toBeGreaterThan(3500);
    expect(meter.found?.atMs).toBeLessThan(3700);
    // Nothing is sent any more.
    expect(meter.found?.perKeyHz).toBe(0);
  });
});
