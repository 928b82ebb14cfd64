/**
 * An answer that does not end with one reply: the event stream of SubscribeToShard. The host sets `onEvent` and `onEnd` as soon as
 * it is given one; the emulator calls them from `advance` or from the `handle` of a later request, until it called `onEnd` or the
 * host called `cancel`.
 */
import type { ServiceError } from "./service-error.ts";

export class Subscription {
  /** One event: its type, such as `SubscribeToShardEvent`, and its members as the service's model has them. */
  onEvent: (type: string, event: object) => void = () => {};
  /** The stream is over; with an error, that error is its last event. */
  onEnd: (error?: ServiceError) => void = () => {};
  #isOpen = true;
  readonly #onCancel: () => void;

  constructor(onCancel: () => void) {
    this.#onCancel = onCancel;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** The caller has gone: nothing is sent to it any more. */
  cancel(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#onCancel();
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
