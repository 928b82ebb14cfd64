/**
 * What waits for a signal, by the signal: with one listener for all of them. A signal looks through its listeners one by one to take one
 * away, and thousands of sleeps and requests wait for the same.
 */

/** The parts of an AbortSignal that are used here; the SDK's own kind has them too. */
export interface Abortable {
  readonly addEventListener?: (type: "abort", listener: () => void) => void;
  readonly removeEventListener?: (type: "abort", listener: () => void) => void;
}

interface Waiting {
  readonly acts: Set<() => void>;
  readonly listener: () => void;
}

const waitingFor = new WeakMap<Abortable, Waiting>();

/** Acts once when the signal, which has not yet, aborts. Gives back how to no longer wait for it. */
export function onAbort(signal: Abortable, act: () => void): () => void {
  const waiting = waitingFor.get(signal) ?? listenTo(signal);
  waiting.acts.add(act);
  return () => {
    waiting.acts.delete(act);
    // A listener may keep a signal in memory.
    if (waiting.acts.size === 0) stopListening(signal, waiting);
  };
}

function listenTo(signal: Abortable): Waiting {
  const acts = new Set<() => void>();
  const listener = (): void => {
    for (const act of acts) {
      acts.delete(act);
      act();
    }
  };
  const waiting = { acts, listener };
  waitingFor.set(signal, waiting);
  signal.addEventListener?.("abort", listener);
  return waiting;
}

function stopListening(signal: Abortable, waiting: Waiting): void {
  if (waitingFor.get(signal) !== waiting) return;
  waitingFor.delete(signal);
  signal.removeEventListener?.("abort", waiting.listener);
}
