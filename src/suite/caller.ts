/**
 * The test in which simulations are asked for, where the test framework tells it: they end with it. One that went on when its test had
 * timed out would keep the next tests of the file waiting, in its simulated time.
 */
import { AsyncLocalStorage } from "node:async_hooks";

interface Caller {
  readonly signal: AbortSignal;
  readonly running: Set<Promise<unknown>>;
}

const callers = new AsyncLocalStorage<Caller>();

/** Runs a test. What it asked for and that is under way when it is over, or when its signal aborts, is ended before this resolves. */
export async function asCaller(signal: AbortSignal, test: () => Promise<void>): Promise<void> {
  const over = new AbortController();
  const caller: Caller = { signal: AbortSignal.any([signal, over.signal]), running: new Set() };
  try {
    await callers.run(caller, test);
  } finally {
    over.abort(new Error("simulate: the test that asked for it is over; did it await it?"));
    await Promise.allSettled(caller.running);
  }
}

/** Ends with its own signal, or with whoever asks for it. */
export function forCaller<T>(
  own: AbortSignal | undefined,
  simulation: (signal: AbortSignal | undefined) => Promise<T>,
): Promise<T> {
  const caller = callers.getStore();
  if (caller === undefined) return simulation(own);
  const { signal, running } = caller;
  const doing = simulation(own === undefined ? signal : AbortSignal.any([own, signal]));
  running.add(doing);
  const forget = (): void => void running.delete(doing);
  doing.then(forget, forget);
  return doing;
}
