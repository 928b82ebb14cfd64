import type { Message } from "./message.ts";

/** The messages of a queue in the order they were sent: the oldest is known at once, any can leave in O(1) without a trace. */
export class RetentionList {
  #oldest: Message | undefined;
  #newest: Message | undefined;
  /** The last that was put in between: more will follow it, when a queue's dead letters come one after the other. */
  #between: Message | undefined;

  get oldest(): Message | undefined {
    return this.#oldest;
  }

  /** A dead letter on a standard queue keeps the time it was sent at, and goes before what was sent after it. */
  add(message: Message): void {
    const older = this.#before(message.content.sentMs);
    const newer = older === undefined ? this.#oldest : older.newer;
    message.older = older;
    message.newer = newer;
    if (older === undefined) this.#oldest = message;
    else older.newer = message;
    if (newer === undefined) this.#newest = message;
    else {
      newer.older = message;
      this.#between = message;
    }
  }

  /** The message after which one that was sent at this instant belongs. */
  #before(sentMs: number): Message | undefined {
    const isNewest = this.#newest === undefined || this.#newest.content.sentMs <= sentMs;
    let older = isNewest ? this.#newest : (this.#between ?? this.#newest);
    while (older !== undefined && older.content.sentMs > sentMs) older = older.older;
    while (older?.newer !== undefined && older.newer.content.sentMs <= sentMs) older = older.newer;
    return older;
  }

  *[Symbol.iterator](): Generator<Message> {
    for (let next = this.#oldest; next !== undefined; next = next.newer) yield next;
  }

  clear(): void {
    this.#oldest = undefined;
    this.#newest = undefined;
    this.#between = undefined;
  }

  remove(message: Message): void {
    const { older, newer } = message;
    if (this.#between === message) this.#between = older;
    if (older === undefined) this.#oldest = newer;
    else older.newer = newer;
    if (newer === undefined) this.#newest = older;
    else newer.older = older;
    message.older = undefined;
    message.newer = undefined;
  }
}
