import { Fifo } from "../../fifo.ts";

/** From the accepted send on, 5 minutes, whether or not the message is received and deleted (Q-SDK SendMessage). */
export const deduplicationMs = 300_000;

/** What the first send was answered: its duplicates are answered the same. */
export interface Accepted {
  readonly messageId: string;
  readonly sequenceNumber: string;
}

interface Remembered {
  readonly key: string;
  readonly sentMs: number;
  readonly accepted: Accepted;
}

/** The sends of the last five minutes of one queue, by deduplication id. */
export class Deduplication {
  readonly #byKey = new Map<string, Remembered>();
  readonly #inOrder = new Fifo<Remembered>();

  get size(): number {
    return this.#byKey.size;
  }

  find(key: string, nowMs: number): Accepted | undefined {
    this.forget(nowMs);
    return this.#byKey.get(key)?.accepted;
  }

  remember(key: string, sentMs: number, accepted: Accepted): void {
    const remembered = { key, sentMs, accepted };
    this.#byKey.set(key, remembered);
    this.#inOrder.push(remembered);
  }

  clear(): void {
    this.#byKey.clear();
    this.#inOrder.clear();
  }

  /** Lets go of what is older than five minutes. */
  forget(nowMs: number): void {
    for (;;) {
      const oldest = this.#inOrder.peek();
      if (oldest === undefined || oldest.sentMs + deduplicationMs > nowMs) return;
      this.#inOrder.shift();
      if (this.#byKey.get(oldest.key) === oldest) this.#byKey.delete(oldest.key);
    }
  }
}
