import { describe, expect, it } from "vitest";

import { startClock } from "../../src/clock/clock.ts";
import { inVirtualTime } from "../../src/clock/virtual-time.ts";
import { drain } from "../../src/run/drain.ts";
import type { Run } from "../../src/run/run.ts";
import type { Workers } from "../../src/run/workers.ts";
import { resolveDesign } from "../../src/scenario/resolve.ts";
import type { Design } from "../../src/scenario/scenario.ts";
import { queue, stream } from "./model-run.ts";

interface World {
  /** All is done from then on; by each application. */
  readonly caughtUpAtMs?: number | Readonly<Record<string, number>>;
  /** When something was last done, before a moment. */
  readonly lastActivityMs?: (nowMs: number) => number;
  readonly sentAtMs?: number;
  /** Until then the consumers of the first of two applications are awaited. */
  readonly awaitedUntilMs?: number;
  /** Of those consumers. */
  readonly isMissed?: boolean;
  /** When the last dead letters are put back. */
  readonly redrivenAtMs?: number;
  readonly design?: Design;
  readonly drainS?: number;
  readonly stopAtMs?: number;
}

/** Drains a run whose sending phase is 20 s, and gives whether it is drained, and when that was known. */
function draining({
  caughtUpAtMs = Infinity,
  lastActivityMs = () => 0,
  sentAtMs = 0,
  awaitedUntilMs = 0,
  isMissed = false,
  redrivenAtMs = 0,
  design = stream,
  drainS = 1000,
  stopAtMs,
}: World): Promise<readonly [boolean, number]> {
  return inVirtualTime(1, async () => {
    const clock = startClock("virtual");
    const stop = new AbortController();
    if (stopAtMs !== undefined) setTimeout(() => stop.abort(), stopAtMs);
    const run = {
      outstanding: {
        caughtUp: (app: string) =>
          clock.nowMs() >=
          (typeof caughtUpAtMs === "number" ? caughtUpAtMs : (caughtUpAtMs[app] ?? 0)),
        lastActivityMs: () => lastActivityMs(clock.nowMs()),
      },
      apps: ["map", "alerts"],
      clock,
      plan: { durationMs: 20_000 },
      scenario: { drainS, design: resolveDesign(design) },
      stop,
      get redrives() {
        return clock.nowMs() < redrivenAtMs ? 1 : 0;
      },
    } as unknown as Run;
    const workers = {
      members: { isMissed },
      get isAwaited() {
        return clock.nowMs() < awaitedUntilMs;
      },
    } as unknown as Workers;
    const others = { members: { isMissed: false }, isAwaited: false } as unknown as Workers;
    const sent = clock.sleep(sentAtMs);
    const isDrained = await drain(run, sent, [workers, others]);
    return [isDrained, clock.nowMs()] as const;
  });
}

describe("a run is drained", () => {
  it("five seconds after all is done, which are for late copies", async () => {
    expect(await draining({ caughtUpAtMs: 3000 })).toEqual([true, 8000]);
  });

  it("when every application is done", async () => {
    expect(await draining({ caughtUpAtMs: { map: 3000, alerts: 9000 } })).toEqual([true, 14_000]);
  });

  it("only when dead letters are put back, and those are done that come back", async () => {
    const world = { caughtUpAtMs: 3000, redrivenAtMs: 10_000 };
    expect(await draining(world)).toEqual([true, 15_000]);
    // Something was done meanwhile: what comes back is not known to be outstanding.
    for (const doneAtMs of [10_000, 12_000]) {
      const lastActivityMs = (): number => doneAtMs;
      expect(await draining({ ...world, lastActivityMs })).toEqual([true, 20_100]);
      expect(await draining({ caughtUpAtMs: 3000, lastActivityMs })).toEqual([true, 8000]);
    }
    expect(await draining({ redrivenAtMs: 200_000 })).toEqual([true, 260_000]);
  });

  it("only when all was sent", async () => {
    expect(await draining({ caughtUpAtMs: 0, sentAtMs: 19_950 })).toEqual([true, 25_000]);
  });

  it("when nothing more comes for a minute", async () => {
    expect(await draining({})).toEqual([true, 60_100]);
    // Something is done every second until 40 s.
    const lastActivityMs = (nowMs: number): number => Math.min(40_000, nowMs - (nowMs % 1000));
    expect(await draining({ lastActivityMs })).toEqual([true, 100_100]);
  });

  it("and not, when by then somebody is gone who would have read on", async () => {
    expect(await draining({ isMissed: true })).toEqual([false, 60_100]);
    expect(await draining({ isMissed: true, caughtUpAtMs: 3000 })).toEqual([true, 8000]);
  });

  it("no minute before somebody has begun, is back or goes on", async () => {
    expect(await draining({ awaitedUntilMs: 70_000 })).toEqual([true, 130_000]);
  });

  it("no sooner than a message is visible again that somebody took, and half a minute more", async () => {
    const of = (design: Design) => draining({ design });
    expect(await of({ ...queue, visibilityTimeoutS: 5 })).toEqual([true, 60_100]);
    expect(await of({ ...queue, visibilityTimeoutS: 200 })).toEqual([true, 230_100]);
  });

  it("no sooner than a delayed message is visible, and half a minute more", async () => {
    expect(await draining({ design: { ...queue, delayS: 100 } })).toEqual([true, 160_100]);
  });

  it("no sooner than what is held back to be put in order is let go", async () => {
    const consumers = [{ app: "map", kind: "reordering", count: 1, windowMs: 90_000 }] as const;
    const design = { service: "sqs-standard", producer: { kind: "serial" }, consumers } as const;
    expect(await draining({ design })).toEqual([true, 120_100]);
  });

  it("no sooner than a handler may be done, and half a minute more", async () => {
    const [consumer] = stream.consumers;
    const slow = { ...stream, consumers: [consumer, { ...consumer, app: "b", serviceMs: 90_000 }] };
    expect(await draining({ design: slow })).toEqual([true, 120_100]);
  });
});

describe("a run is not drained", () => {
  it("when its time is up", async () => {
    expect(await draining({ drainS: 10 })).toEqual([false, 30_000]);
    expect(await draining({ drainS: 10, sentAtMs: 1e9 })).toEqual([false, 30_000]);
  });

  it("when it is stopped", async () => {
    expect(await draining({ stopAtMs: 7000 })).toEqual([false, 7000]);
  });
});
