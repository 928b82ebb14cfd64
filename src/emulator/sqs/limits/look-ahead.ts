/** "Looks through the first 120k messages to determine available message groups" (SDG/avoid-backlog-with-the-same-message-group-id). */
export const lookAheadLimit = 120_000;

/** One in a list, in the order of arrival. */
interface Listed<T> {
  isInReach: boolean;
  readonly older: T | undefined;
  readonly newer: T | undefined;
}

/**
 * The first messages of a FIFO queue, in the order they arrived, whatever state they are in (that those in flight count is assumed):
 * what lies behind them is not looked at. Kept as a mark on each message and the place of the last one, so that every change costs
 * O(1) and leans on the queue's own list for what comes next.
 */
export class LookAhead<T extends Listed<T>> {
  readonly #limit: number;
  #count = 0;
  #last: T | undefined;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** To be called when the message is the newest of the list. */
  add(message: T): void {
    message.isInReach = this.#count < this.#limit;
    if (!message.isInReach) return;
    this.#count += 1;
    this.#last = message;
  }

  /** To be called while the message is still in the list; gives the one that comes within reach for it. */
  remove(message: T): T | undefined {
    if (!message.isInReach) return undefined;
    message.isInReach = false;
    const next = this.#last?.newer;
    if (next === undefined) {
      this.#count -= 1;
      if (this.#last === message) this.#last = message.older;
      return undefined;
    }
    next.isInReach = true;
    this.#last = next;
    return next;
  }

  clear(): void {
    this.#count = 0;
    this.#last = undefined;
  }
}
