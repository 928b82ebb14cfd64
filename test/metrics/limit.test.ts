import { describe, expect, it } from "vitest";

import type { HistoryRecord } from "../../src/history/record.ts";
import { type Limit, LimitMeter } from "../../src/metrics/limit-meter.ts";
import { ack, delivery, effect, send } from "./measured.ts";

interface Passing {
  /** Events per second that fall due. */
  readonly hz?: number;
  readonly seconds?: number;
  readonly keys?: readonly string[];
  readonly laneOf?: (key: string) => string;
  /** When the n-th event, due at a time, is acknowledged and done. */
  readonly ackedAtMs?: (dueMs: number, n: number) => number;
  readonly doneAtMs?: (dueMs: number, n: number) => number;
  readonly more?: readonly HistoryRecord[];
}

/** Events fall due in turn for each key; in the order of their times, each is sent when due, acknowledged 10 ms later, done 20 ms later. */
function passing({
  hz = 10,
  seconds = 10,
  keys = ["a"],
  laneOf = () => "lane-1",
  ackedAtMs = (dueMs) => dueMs + 10,
  doneAtMs = (dueMs) => dueMs + 20,
  more = [],
}: Passing): HistoryRecord[] {
  const records = Array.from({ length: hz * seconds }, (_, n) => {
    const dueMs = (n * 1000) / hz;
    const key = keys[n % keys.length]!;
    const seq = Math.floor(n / keys.length);
    return [
      send(key, seq, dueMs),
      ack(key, seq, ackedAtMs(dueMs, n), laneOf(key)),
      effect(key, seq, doneAtMs(dueMs, n)),
    ];
  }).flat();
  return [...records, ...more].sort((one, two) => one.atMs - two.atMs);
}

function limitOf(records: readonly HistoryRecord[], keyCount = 1): Limit | undefined {
  const meter = new LimitMeter({
    keyCount,
    app: "map",
    isSend: (action) => action.startsWith("Put"),
  });
  for (const record of records) meter.add(record);
  return meter.found;
}

function throttle(action: string, atMs: number): HistoryRecord {
  return { type: "throttle", action, atMs, entries: 1 };
}

/** Until 5 s as usual; from then on one every so many milliseconds. */
const slowingTo = (everyMs: number) => (dueMs: number) =>
  dueMs < 5000 ? dueMs + 20 : 5000 + ((dueMs - 5000) / 100 + 1) * everyMs;

describe("the limit of a design", () => {
  it("is not there while everything keeps up", () => {
    expect(limitOf(passing({}))).toBeUndefined();
    // What is late by less than half a second keeps up.
    const late = (dueMs: number): number => (dueMs < 5000 ? dueMs + 20 : dueMs + 490);
    expect(limitOf(passing({ doneAtMs: late }))).toBeUndefined();
    const acked = (dueMs: number): number => late(dueMs) - 10;
    expect(limitOf(passing({ ackedAtMs: acked, doneAtMs: late }))).toBeUndefined();
  });

  it("is where the consumers fall half a second behind: what they got done meanwhile", () => {
    const limit = limitOf(passing({ doneAtMs: slowingTo(125) }));
    // With each that is done the lag grows by 25 ms: half a second later than at first after 20 of them, which take 2.5 s.
    expect(limit!.by).toBe("consumers");
    expect(limit!.perKeyHz).toBe(8);
    expect(limit!.atMs).toBeGreaterThan(7300);
    expect(limit!.atMs).toBeLessThan(7700);
  });

  it("is per key, where a lane has several", () => {
    const two = { keys: ["a", "b"], doneAtMs: slowingTo(125) };
    const limit = limitOf(passing(two), 2)!;
    expect(limit).toMatchObject({ by: "consumers", perKeyHz: 4 });
  });

  it("is that of the lane that falls behind", () => {
    const lanes = {
      keys: ["a", "b"],
      laneOf: (key: string) => `lane of ${key}`,
      doneAtMs: (dueMs: number, n: number) => (n % 2 === 0 ? dueMs + 20 : slowingTo(125)(dueMs)),
    };
    // Each lane has one key with five events a second; of b one is done every 250 ms.
    const limit = limitOf(passing(lanes), 2)!;
    expect(limit).toMatchObject({ by: "consumers", perKeyHz: 4 });
  });

  it("is the read quota, if reading was throttled within the last second", () => {
    const slow = { doneAtMs: slowingTo(200) };
    const foundMs = limitOf(passing(slow))!.atMs;
    const by = (atMs: number) =>
      limitOf(passing({ ...slow, more: [throttle("GetRecords", atMs)] }))!.by;
    // It is late since then, and found so 1.5 s later.
    expect(by(foundMs + 1000)).toBe("read-quota");
    expect(by(foundMs + 500)).toBe("consumers");
  });

  it("is where the producer falls behind: what was acknowledged meanwhile", () => {
    // The consumers are quicker than the acknowledgements.
    const late = slowingTo(125);
    const limit = limitOf(passing({ ackedAtMs: late, doneAtMs: (dueMs) => late(dueMs) - 5 }));
    expect(limit).toMatchObject({ by: "producer", perKeyHz: 8 });
  });

  it("is no limit of the consumers where events come to them late", () => {
    // Each a little less late than half a second: together they are no limit, and answers that take 800 ms are the producer's.
    const late = (byMs: number) => (dueMs: number) => dueMs + (dueMs < 5000 ? 10 : byMs);
    const both = { ackedAtMs: late(400), doneAtMs: late(800) };
    expect(limitOf(passing(both))).toBeUndefined();
    const answers = { ackedAtMs: late(800), doneAtMs: late(820) };
    expect(limitOf(passing(answers))).toMatchObject({ by: "producer" });
  });

  it("is the write quota a second after the first send was throttled: what each lane took, the least of them", () => {
    const lanes = {
      keys: ["a", "b", "c"],
      laneOf: (key: string) => (key === "c" ? "lane of c" : "lane of a and b"),
      hz: 30,
    };
    const more = [throttle("PutRecord", 3000), throttle("PutRecords", 3500)];
    expect(limitOf(passing({ ...lanes, more }), 3)).toEqual({
      by: "write-quota",
      atMs: 4000,
      perKeyHz: 10,
    });
    // Of c only every second was taken in that second.
    const some = passing({ ...lanes, more }).filter(
      (record) =>
        !(record.type === "ack" && record.key === "c" && record.seq % 2 === 0) ||
        record.atMs < 3000,
    );
    expect(limitOf(some, 3)).toMatchObject({ by: "write-quota", perKeyHz: 5 });
  });

  it("is never more than what fell due", () => {
    // They catch up with all that was left over, faster than it falls due, and fall behind again.
    const doneAtMs = (dueMs: number, n: number): number => (dueMs < 5000 ? dueMs + 20 : 6100 + n);
    const limit = limitOf(passing({ doneAtMs, more: [throttle("PutRecord", 6000)] }));
    expect(limit!.perKeyHz).toBeLessThanOrEqual(10);
  });

  it("is later, where everything is late from the beginning: half a second later than that", () => {
    const doneAtMs = (dueMs: number): number =>
      dueMs < 5000 ? dueMs + 1500 : slowingTo(200)(dueMs) + 1500;
    const limit = limitOf(passing({ doneAtMs, seconds: 20 }));
    // 1.5 s at first; from 6,600 ms on it grows by 100 ms with each that is done.
    expect(limit!.atMs).toBeGreaterThan(7200);
    expect(limit!.atMs).toBeLessThan(7600);
    expect(limit!.by).toBe("consumers");
    // One every 200 ms.
    expect(limit!.perKeyHz).toBeCloseTo(5, 0);
  });

  it("stays what it was when it was found", () => {
    const records = passing({ doneAtMs: slowingTo(200), seconds: 20 });
    const meter = new LimitMeter({ keyCount: 1, app: "map", isSend: () => true });
    let found: Limit | undefined;
    for (const record of records) {
      meter.add(record);
      if (found !== undefined) expect(meter.found).toBe(found);
      found = meter.found;
    }
    expect(found).toBeDefined();
  });

  it("does not look at what other applications do, what is done twice, or what nobody sent", () => {
    const slow = passing({ doneAtMs: slowingTo(200) });
    const expected = limitOf(slow);
    const others = slow.flatMap((record): HistoryRecord[] => {
      if (record.type === "effect") return [record, record, { ...record, app: "alerts" }];
      if (record.type === "ack") return [record, { ...record, key: "nobody's" }, record];
      return [record, record];
    });
    expect(limitOf(others)).toEqual(expected);
    const elsewhere = slow.map((record) =>
      record.type === "effect" ? { ...record, app: "alerts" } : record,
    );
    expect(limitOf(elsewhere)).toBeUndefined();
  });

  it("does not take what is received for what is done", () => {
    const slow = passing({ doneAtMs: slowingTo(200) });
    const received = slow.flatMap((record): HistoryRecord[] =>
      record.type === "ack" ? [record, delivery(record.key, record.seq, record.atMs)] : [record],
    );
    expect(limitOf(slow)).toBeDefined();
    expect(limitOf(received)).toEqual(limitOf(slow));
  });

  it("counts what is done before its acknowledgement when that comes", () => {
    const early = passing({ ackedAtMs: (dueMs) => dueMs + 30 });
    expect(limitOf([...early, delivery("a", 99, 99_999)])).toBeUndefined();
  });
});
