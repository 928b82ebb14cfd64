import { describe, expect, it } from "vitest";

import { startClock } from "../../src/clock/clock.ts";
import { inVirtualTime, virtualEpochMs } from "../../src/clock/virtual-time.ts";

describe("virtual time", () => {
  it("lets an hour pass in no time", async () => {
    const before = performance.now();
    const passedMs = await inVirtualTime(1, async () => {
      const clock = startClock("virtual");
      await clock.sleep(3_600_000);
      return clock.nowMs();
    });
    expect(passedMs).toBe(3_600_000);
    expect(performance.now() - before).toBeLessThan(60_000);
  });

  it("begins at the same instant and draws the same random numbers for a seed", async () => {
    const draw = async (): Promise<readonly number[]> => [Date.now(), Math.random(), Math.random()];
    const first = await inVirtualTime(7, draw);
    expect(first[0]).toBe(virtualEpochMs);
    expect(await inVirtualTime(7, draw)).toEqual(first);
    expect(await inVirtualTime(8, draw)).not.toEqual(first);
  });

  it("keeps the order of timers set for the same instant", async () => {
    const order = await inVirtualTime(1, async () => {
      const seen: number[] = [];
      await Promise.all(
        [3, 1, 2].map(
          (number) =>
            new Promise<void>((resolve) =>
              setTimeout(() => {
                seen.push(number);
                resolve();
              }, 5),
            ),
        ),
      );
      return seen;
    });
    expect(order).toEqual([3, 1, 2]);
  });

  it("gives the globals back, also after a failure", async () => {
    const { random } = Math;
    const timer = setTimeout;
    await expect(inVirtualTime(1, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(Math.random).toBe(random);
    expect(setTimeout).toBe(timer);
  });

  it("can be looked into at every step", async () => {
    let steps = 0;
    await inVirtualTime(
      1,
      async () => {
        for (let index = 0; index < 10; index += 1) await startClock("virtual").sleep(1);
      },
      () => {
        steps += 1;
      },
    );
    expect(steps).toBeGreaterThanOrEqual(10);
  });

  it("says so when nothing can happen any more", async () => {
    const endless = (): Promise<never> => new Promise(() => {});
    await expect(inVirtualTime(1, endless, () => {}, 500)).rejects.toThrow(/the run is stuck/);
  });
});

describe("a clock's sleep", () => {
  it("ends early when its signal aborts", async () => {
    const sleptMs = await inVirtualTime(1, async () => {
      const clock = startClock("virtual");
      const stop = new AbortController();
      setTimeout(() => stop.abort(), 10);
      await clock.sleep(1000, stop.signal);
      return clock.nowMs();
    });
    expect(sleptMs).toBe(10);
  });
});
