/**
 * Requests of `convoy clean`: no faster than the quotas of an account that others use too, and again when a service throttles, fails
 * or does not answer, for a while.
 */
import { isAbort, isPassing, isThrottle, reasonOf } from "../client/sdk-errors.ts";
import { isUnsent } from "./doubt.ts";

/** Per second, half of what AWS allows each account: ListStreams, ListTagsForStream, DeleteStream 5, DescribeStreamSummary 20 (K-SDK). */
const perSecond: Readonly<Record<string, number>> = {
  ListStreams: 2.5,
  ListTagsForStream: 2.5,
  DeleteStream: 2.5,
  DescribeStreamSummary: 10,
};
/** SQS names no quota for these. */
const otherwisePerSecond = 20;
/** One request, with the SDK's attempts. */
const answerWithinMs = 20_000;
const againForMs = { throttled: 120_000, failing: 45_000 };
const firstPauseMs = 500;
const longestPauseMs = 10_000;

export interface AskOptions {
  readonly abortSignal: AbortSignal;
}

export class Asking {
  readonly #signal: AbortSignal;
  readonly #onWait: (text: string) => void;
  readonly #isPaced: boolean;
  /** Actions that were given up once: nobody waits for them again. */
  readonly #givenUp = new Set<string>();
  readonly #nextAtMs = new Map<string, number>();

  /** `onWait` is told what is waited for. `isPaced`: it is AWS, with quotas that others live by too. */
  constructor(signal: AbortSignal, onWait: (text: string) => void = () => {}, isPaced = true) {
    this.#signal = signal;
    this.#onWait = onWait;
    this.#isPaced = isPaced;
  }

  /** Rejects as the last attempt did; at once with what will not pass by itself. */
  async ask<T>(action: string, send: (options: AskOptions) => Promise<T>): Promise<T> {
    const beganMs = performance.now();
    for (let tries = 0; ; tries += 1) {
      await this.#turn(action);
      const answerWithin = AbortSignal.timeout(answerWithinMs);
      try {
        return await send({ abortSignal: AbortSignal.any([this.#signal, answerWithin]) });
      } catch (error) {
        this.#signal.throwIfAborted();
        if (!this.#isWorthWaiting(action, error, performance.now() - beganMs)) throw error;
        if (tries === 2) this.#onWait(`${action}: ${reasonOf(error)}; it is asked for again`);
        await this.pause(Math.min(longestPauseMs, firstPauseMs * 2 ** tries));
      }
    }
  }

  /** Rejects when somebody wants an end. */
  pause(ms: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const signal = this.#signal;
      const onAbort = (): void => {
        clearTimeout(timer);
        reject(signal.reason as Error);
      };
      const timer = setTimeout(() => {
        signal.removeEventListener("abort", onAbort);
        resolve();
      }, ms);
      if (signal.aborted) onAbort();
      else signal.addEventListener("abort", onAbort, { once: true });
    });
  }

  #isWorthWaiting(action: string, error: unknown, passedMs: number): boolean {
    const isThrottled = isThrottle(error);
    // Where nobody is, nobody comes.
    const isFailing = (isPassing(error) || isAbort(error)) && !isUnsent(error);
    if (!isThrottled && !isFailing) return false;
    const forMs = isThrottled ? againForMs.throttled : againForMs.failing;
    if (passedMs > forMs) this.#givenUp.add(action);
    return !this.#givenUp.has(action);
  }

  async #turn(action: string): Promise<void> {
    if (!this.#isPaced) return this.#signal.throwIfAborted();
    const everyMs = 1000 / (perSecond[action] ?? otherwisePerSecond);
    const nowMs = performance.now();
    const atMs = Math.max(nowMs, this.#nextAtMs.get(action) ?? 0);
    this.#nextAtMs.set(action, atMs + everyMs);
    await this.pause(atMs - nowMs);
  }
}
