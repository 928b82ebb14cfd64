/**
 * An answer that does not end with one reply: the event stream of SubscribeToShard. The host sets `onEvent` and `onEnd` as soon as
 * it is given one; the emulator calls them from `advance` or from the `handle` of a later request, until it called `onEnd` or the
 * host called `cancel`.
 */
import type { ServiceError } from "./service-error.ts";

/** What the model does when the host speaks. */
export interface SubscriptionSource {
  readonly cancel: () => void;
  readonly resume: () => void;
}

export class Subscription {
  /** One event: its type, such as `SubscribeToShardEvent`, and its members as the service's model has them. */
  onEvent: (type: string, event: object) => void = () => {};
  /** The stream is over; with an error, that error is its last event. */
  onEnd: (error?: ServiceError) => void = () => {};
  #isOpen = true;
  #isPaused = false;
  readonly #source: SubscriptionSource;

  constructor(source: SubscriptionSource) {
    this.#source = source;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** The caller does not keep up: no events until `resume`, though the end may come. As HTTP/2 flow control does it. */
  pause(): void {
    this.#isPaused = true;
  }

  /** The caller takes events again. The next instant at which the emulator wants to be woken may have changed. */
  resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    if (this.#isOpen) this.#source.resume();
  }

  /** The caller has gone: nothing is sent to it any more. */
  cancel(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#source.cancel();
  }

  push(type: string, event: object): void {
    if (this.#isOpen) this.onEvent(type, event);
  }

  end(error?: ServiceError): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.onEnd(error);
  }
}
