/**
 * Timers that are real although time is simulated: those of a function that was kept from before, as `promisify(setTimeout)` at the top of
 * a module keeps it, and `AbortSignal.timeout`. Whoever waits for one is overtaken by the clock, and would look as if it lost what it has
 * not come to.
 */
import { createHook } from "node:async_hooks";

/** Calls back whenever one is set, until the returned function is called. */
export function watchRealTimers(onTimer: () => void): () => void {
  const hook = createHook({
    init: (_, type) => {
      if (type === "Timeout") onTimer();
    },
  });
  hook.enable();
  return () => void hook.disable();
}
