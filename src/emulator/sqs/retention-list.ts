import type { Message } from "./message.ts";

/** The messages of a queue in the order they were sent: the oldest is known at once, any can leave in O(1) without a trace. */
export class RetentionList {
  #oldest: Message | undefined;
  #newest: Message | undefined;

  get oldest(): Message | undefined {
    return this.#oldest;
  }

  add(message: Message): void {
    message.older = this.#newest;
    if (this.#newest === undefined) this.#oldest = message;
    else this.#newest.newer = message;
    this.#newest = message;
  }

  remove(message: Message): void {
    const { older, newer } = message;
    if (older === undefined) this.#oldest = newer;
    else older.newer = newer;
    if (newer === undefined) this.#newest = older;
    else newer.older = older;
    message.older = undefined;
    message.newer = undefined;
  }
}
