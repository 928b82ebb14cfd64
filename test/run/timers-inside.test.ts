import { afterEach, expect, it } from "vitest";

import { inVirtualTime } from "../../src/clock/virtual-time.ts";
import { keepTimersInside } from "../../src/run/timers-inside.ts";

const kept: string[] = [];

/** Notes who passes. */
function keep<F extends (...args: never[]) => unknown>(callback: F): F {
  return ((...args: never[]) => {
    kept.push(`kept ${String(args[0])}`);
    return callback(...args);
  }) as F;
}

afterEach(() => {
  kept.length = 0;
});

const timersNow = () => [setTimeout, setInterval, setImmediate] as const;

it("simulated timers call back through whoever set them, with what they were given", () =>
  inVirtualTime(1, async () => {
    const before = timersNow();
    const undo = keepTimersInside(keep);
    for (const [at, timer] of timersNow().entries()) expect(timer).not.toBe(before[at]);
    // What tells that they are simulated stays.
    expect("clock" in setTimeout).toBe(true);
    const began = performance.now();
    const told = await new Promise((resolve) =>
      setTimeout((what: string) => resolve(what), 250, "later"),
    );
    expect([told, performance.now() - began]).toEqual(["later", 250]);
    await new Promise((resolve) => setImmediate((what: string) => resolve(what), "at once"));
    await new Promise<void>((resolve) => {
      const each = (what: string): void => {
        expect(what).toBe("again");
        clearInterval(timer);
        resolve();
      };
      const timer = setInterval(each, 10, "again");
    });
    expect(kept).toEqual(["kept later", "kept at once", "kept again"]);
    undo();
    expect(timersNow()).toEqual(before);
    for (const [at, timer] of timersNow().entries()) expect(timer).toBe(before[at]);
  }));

it("real timers stay what they are", () => {
  const before = timersNow();
  const undo = keepTimersInside(keep);
  for (const [at, timer] of timersNow().entries()) expect(timer).toBe(before[at]);
  undo();
});
