import { onAbort } from "../on-abort.ts";

/** Time as a run sees it: milliseconds after the run's start, on a monotonic clock. */
export interface Clock {
  readonly kind: "virtual" | "real";
  readonly nowMs: () => number;
  /** Resolves after that many milliseconds, or as soon as the signal aborts; never rejects. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
}

export const clockKinds = ["virtual", "real"] as const;
export type ClockKind = (typeof clockKinds)[number];

/**
 * A clock that starts now. It reads the global timers when called, so under `inVirtualTime` it is virtual and elsewhere real.
 */
export function startClock(kind: ClockKind): Clock {
  const startedAtMs = performance.now();
  return {
    kind,
    nowMs: () => performance.now() - startedAtMs,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted === true) {
          resolve();
          return;
        }
        const wake = (): void => {
          clearTimeout(timer);
          unwatch?.();
          resolve();
        };
        const timer = setTimeout(wake, Math.max(0, ms));
        const unwatch = signal && onAbort(signal, wake);
      }),
  };
}
