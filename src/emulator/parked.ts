import type { Timed } from "./deadline-heap.ts";

/** Answers the parked request: the output of the action. */
export type Reply = (output: object) => void;

const noReply: Reply = () => {};

/**
 * A request that the service holds on to, such as a long poll. The host sets `onReply` as soon as it is given one; the emulator
 * calls it once, from `advance` or from the `handle` of a later request, unless the host called `cancel` before.
 */
export class Parked implements Timed {
  onReply: Reply = noReply;
  dueMs = 0;
  slot = -1;
  readonly order: number;
  #isOpen = true;
  readonly #onCancel: (parked: Parked) => void;

  constructor(order: number, onCancel: (parked: Parked) => void) {
    this.order = order;
    this.#onCancel = onCancel;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** The caller has gone: nothing is taken on its behalf any more. */
  cancel(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    // Its place in a line may be kept for a while, and the caller's connection is not to be kept with it.
    this.onReply = noReply;
    this.#onCancel(this);
  }

  reply(output: object): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.onReply(output);
  }
}
