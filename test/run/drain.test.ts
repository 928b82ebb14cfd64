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
  /** All is done from then on. */
  readonly caughtUpAtMs?: number;
  /** When something was last done, before a moment. */
  readonly lastActivityMs?: (nowMs: number) => number;
  readonly sentAtMs?: number;
  /** Until then a consumer is awaited. */
  readonly awaitedUntilMs?: number;
  readonly isMissed?: boolean;
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
        caughtUp: () => clock.nowMs() >= caughtUpAtMs,
        lastActivityMs: () => lastActivityMs(clock.nowMs()),
      },
      apps: ["map"],
      clock,
      plan: { durationMs: 20_000 },
      scenario: { drainS, design: resolveDesign(design) },
      stop,
    } as unknown as Run;
    const workers = {
      members: { isMissed },
      get isAwaited() {
        return clock.nowMs() < awaitedUntilMs;
      },
    } as unknown as Workers;
    const sent = clock.sleep(sentAtMs);
    const isDrained = await drain(run, sent, [workers]);
    return [isDrained, clock.nowMs()] as const;
  });
}

describe("a run is drained", () => {
  it("five seconds after all is done, which are for late copies", async () => {
    expect(await draining({ caughtUpAtMs: 3000 })).toEqual([true, 8000]);
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
