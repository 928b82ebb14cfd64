/**
 * Simulated timers forget in whose code they were set: the loop that moves the clock calls them. This gives them that back, while code of
 * the user's runs: a client that is used in the callback of a timer is that consumer's too.
 */
const timers = ["setTimeout", "setInterval", "setImmediate"] as const;

type SetTimer = (callback: (...args: unknown[]) => unknown, ...rest: unknown[]) => unknown;

/** Replaces the timers until the returned function is called. `keep` binds a callback to whoever calls it now. Real timers need no help. */
export function keepTimersInside(
  keep: <F extends (...args: never[]) => unknown>(callback: F) => F,
): () => void {
  if (!("clock" in setTimeout)) return () => {};
  const globals = globalThis as unknown as Record<(typeof timers)[number], SetTimer>;
  const undos = timers.map((name) => {
    const original = globals[name];
    const set: SetTimer = (callback, ...rest) => original(keep(callback), ...rest);
    globals[name] = Object.defineProperties(set, Object.getOwnPropertyDescriptors(original));
    return () => {
      globals[name] = original;
    };
  });
  return () => {
    for (const undo of undos) undo();
  };
}
