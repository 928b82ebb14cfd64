/**
 * What a reader does about a service that does not answer: it waits and asks again, since services restart and networks break, but
 * not for ever.
 */
import { TargetError } from "../errors.ts";
import { isPassing, isThrottle, reasonOf } from "./sdk-errors.ts";

/** How long a reader puts up with failures in a row, in milliseconds. */
const patienceMs = 60_000;
/** Between two tries, in milliseconds. */
const pauseMs = 500;

/** The time that a reader lives in. */
export interface Pacing {
  readonly nowMs: () => number;
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
}

/** Follows the failures in a row of one reader. */
export class Patience {
  readonly #pacing: Pacing;
  readonly #action: string;
  #failingSinceMs: number | undefined;

  constructor(pacing: Pacing, action: string) {
    this.#pacing = pacing;
    this.#action = action;
  }

  /** The service answered. */
  answered(): void {
    this.#failingSinceMs = undefined;
  }

  /** The request failed after the SDK's own retries: pauses if it may go better later; throws if not, or if it has gone on for too long. */
  async failed(error: unknown, signal: AbortSignal): Promise<void> {
    if (signal.aborted || isThrottle(error)) return;
    if (!isPassing(error)) throw error;
    const { nowMs, sleep } = this.#pacing;
    this.#failingSinceMs ??= nowMs();
    if (nowMs() - this.#failingSinceMs > patienceMs) {
      throw new TargetError(
        `${this.#action} has failed for ${patienceMs / 1000} s: ${reasonOf(error)}`,
        { cause: error },
      );
    }
    await sleep(pauseMs, signal);
  }
}

/** Asks until there is an answer. Throws as `Patience` does, and at once what `isWorthWaiting` does not expect to pass. */
export async function patiently<T>(
  ask: () => Promise<T>,
  { action, context, signal, isWorthWaiting = isPassing }: PatientOptions,
): Promise<T> {
  const patience = new Patience(context, action);
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (signal.aborted || !isWorthWaiting(error)) throw error;
      await patience.failed(error, signal);
    }
  }
}

export interface PatientOptions {
  readonly action: string;
  readonly context: Pacing;
  readonly signal: AbortSignal;
  readonly isWorthWaiting?: (error: unknown) => boolean;
}
