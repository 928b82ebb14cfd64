/**
 * Virtual time: everything in this thread that asks for the time, sets a timer or draws `Math.random` gets a simulated, seeded
 * answer, so a minute of waiting costs nothing and the same seed gives the same run on any machine, loaded or idle.
 *
 * The method: fake timers over the globals, and a loop that lets all promises settle and then fires the next timer. It is exact
 * as long as the code under it waits for promises and timers only; real I/O would be overtaken by the simulated clock. Promise
 * callbacks and `process.nextTick` stay real: they take no time.
 */
import { syncBuiltinESMExports } from "node:module";

import { install } from "@sinonjs/fake-timers";

import { seededRandom } from "../random.ts";

/** What virtual time takes away from its thread, and gives back; beside them `process.hrtime` and `Math.random`. */
export const fakedGlobals = [
  "setTimeout",
  "clearTimeout",
  "setInterval",
  "clearInterval",
  "setImmediate",
  "clearImmediate",
  "Date",
  "performance",
] as const;

/** Every virtual run starts at this instant, so that dates in requests and payloads repeat too. */
export const virtualEpochMs = Date.UTC(2026, 0, 5, 6);

/** Real milliseconds to wait, with nothing left to fire, before a run is called stuck: a starved machine may take seconds to load a module. */
const defaultStuckAfterMs = 30_000;

/**
 * Runs `main` in virtual time. `beforeEachStep` is called before every timer: the place to look for an interruption from outside, and to hold the clock with `true`
 * while something real is awaited.
 */
export async function inVirtualTime<T>(
  seed: number,
  main: () => Promise<T>,
  beforeEachStep: () => boolean | void = () => {},
  stuckAfterMs = defaultStuckAfterMs,
): Promise<T> {
  const turn = setImmediate;
  const realNow = performance.now.bind(performance);
  const realRandom = Math.random;
  const fake = install({
    now: virtualEpochMs,
    toFake: [...fakedGlobals, "hrtime"],
    // A real one, that was kept from before, may be cleared by the function of today.
    shouldClearNativeTimers: true,
  });
  // What was imported by name from node:timers and node:timers/promises, too.
  syncBuiltinESMExports();
  Math.random = seededRandom(seed, "Math.random");
  try {
    let settled = false;
    const result = main().finally(() => {
      settled = true;
    });
    result.catch(() => {});
    let idleSince: number | undefined;
    for (;;) {
      await new Promise((resolve) => turn(resolve));
      if (settled) return await result;
      if (beforeEachStep() === true) continue;
      if (fake.countTimers() > 0) {
        idleSince = undefined;
        fake.next();
        continue;
      }
      idleSince ??= realNow();
      if (realNow() - idleSince > stuckAfterMs) {
        throw new Error("the run is stuck: nothing is left that could happen in virtual time");
      }
    }
  } finally {
    Math.random = realRandom;
    fake.uninstall();
    syncBuiltinESMExports();
  }
}
