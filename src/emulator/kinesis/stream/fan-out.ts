import { DeadlineHeap, type Timed } from "../../deadline-heap.ts";
import type { Propagation } from "../../propagation.ts";
import { QuotaWindow } from "../../quota-window.ts";

/** A subscription that waits for the instant of its next event. */
interface Feed extends Timed {
  run(atMs: number): void;
}

/** Enhanced fan-out of the account: which subscriptions wait for what instant. */
export class FanOut {
  /** RegisterStreamConsumer: 5/s per account (K-SDK RegisterStreamConsumer). */
  readonly registrations = new QuotaWindow(5);
  /** From the acceptance of a record until a consumer has it. */
  readonly propagation: Propagation;
  readonly #waiting = new DeadlineHeap<Feed>();
  #opened = 0;

  constructor(propagation: Propagation) {
    this.propagation = propagation;
  }

  /** The next instant at which a subscription has something to send. */
  nextAtMs(): number | undefined {
    return this.#waiting.nextMs();
  }

  /** Sends what is due by then, each event at its own instant. */
  advance(nowMs: number): void {
    for (;;) {
      const feed = this.#waiting.popDue(nowMs);
      if (feed === undefined) return;
      feed.run(feed.dueMs === -Infinity ? nowMs : feed.dueMs);
    }
  }

  /** Decides between subscriptions that wait for the same instant: the older is first. */
  nextOrder(): number {
    this.#opened += 1;
    return this.#opened;
  }

  /** Has the feed run at this instant; at the next chance with -Infinity. */
  plan(feed: Feed, atMs: number): void {
    this.#waiting.set(feed, atMs);
  }

  remove(feed: Feed): void {
    this.#waiting.remove(feed);
  }
}
