/**
 * What a reader does about a service that does not answer: it waits and asks again, since services restart and networks break, but
 * not for ever.
 */
import { isServerError, isTransientError } from "@smithy/core/retry";

import type { ChannelContext } from "../broker/broker.ts";
import { TargetError } from "../errors.ts";
import { isThrottle, reasonOf } from "./attempts.ts";

/** How long a reader puts up with failures in a row, in milliseconds. */
const patienceMs = 60_000;
/** Between two tries, in milliseconds. */
const pauseMs = 500;

/** Follows the failures in a row of one reader. */
export class Patience {
  readonly #context: ChannelContext;
  readonly #action: string;
  #failingSinceMs: number | undefined;

  constructor(context: ChannelContext, action: string) {
    this.#context = context;
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
    const { nowMs, sleep } = this.#context;
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
  readonly context: ChannelContext;
  readonly signal: AbortSignal;
  readonly isWorthWaiting?: (error: unknown) => boolean;
}

/** A 5xx: the service is there, and may be well again soon. What cannot be reached at all is better said at once. */
export function isServerTrouble(error: unknown): boolean {
  const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
  return status !== undefined && status >= 500;
}

/** An error that may go away by itself: a broken connection, a 5xx. */
export function isPassing(error: unknown): boolean {
  return isTransientError(error as never) || isServerError(error as never);
}
