import { explain } from "../client/advice.ts";
import { isThrottle } from "../client/sdk-errors.ts";
import type { NotOffered } from "./calibrated-profile.ts";

/** First requests of a kind that are no samples: they open connections and are compiled. */
const warmUpRequests = 10;
/** Failures in a row after which an action counts as not offered. */
const mostFailures = 5;

/** The requests of one kind. */
export interface Samples {
  readonly ms: number[];
  retried: number;
  made: number;
}

/** An answer with the instants, on the monotonic clock, between which the service saw the request. */
export interface Timed<T> {
  readonly output: T;
  /** Half-way between sending and answer: the best guess at when the service acted. */
  readonly middleMs: number;
  readonly answeredMs: number;
}

interface WithMetadata {
  readonly $metadata: { readonly attempts?: number };
}

/** Takes the time of requests, by kind, and notes what is not offered. */
export class Sampler {
  readonly samples = new Map<string, Samples>();
  readonly notOffered: NotOffered[] = [];
  readonly #signal: AbortSignal;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  /** `what`: `service.Action`, and what it is for where that is not all. Rejects as the request does. */
  async time<T extends WithMetadata>(
    what: string,
    send: (options: { readonly abortSignal: AbortSignal }) => Promise<T>,
    isSample: (output: T) => boolean = () => true,
  ): Promise<Timed<T>> {
    const of = this.#of(what);
    of.made += 1;
    const isWarm = of.made > warmUpRequests;
    const sentMs = performance.now();
    const output = await send({ abortSignal: this.#signal });
    const answeredMs = performance.now();
    if ((output.$metadata.attempts ?? 1) > 1) of.retried += 1;
    else if (isWarm && isSample(output)) of.ms.push(answeredMs - sentMs);
    return { output, middleMs: (sentMs + answeredMs) / 2, answeredMs };
  }

  /**
   * Takes one turn after the other until `what` has its samples. A throttled turn is let go; one that fails in another way, or too
   * many, and the rest counts as not offered.
   */
  async repeat(what: string, count: number, turn: (index: number) => Promise<void>): Promise<void> {
    let failures = 0;
    for (let index = 0; index < count + warmUpRequests; index += 1) {
      try {
        await turn(index);
        failures = 0;
      } catch (error) {
        this.#signal.throwIfAborted();
        failures += 1;
        if (!isThrottle(error) || failures >= mostFailures) {
          this.isNotOffered(what, error);
          return;
        }
      }
    }
  }

  isNotOffered(what: string, error: unknown): void {
    if (this.notOffered.some((earlier) => earlier.what === what)) return;
    this.notOffered.push({ what, reason: explain(error) });
  }

  #of(what: string): Samples {
    let of = this.samples.get(what);
    if (of === undefined) {
      of = { ms: [], retried: 0, made: 0 };
      this.samples.set(what, of);
    }
    return of;
  }
}
