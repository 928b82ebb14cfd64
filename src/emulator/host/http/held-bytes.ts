import { Fifo } from "../../fifo.ts";
import { limits } from "./limits.ts";

/** Something that a caller makes the server hold: a body that is not whole yet, an answer that is not taken yet. */
export interface Held {
  /** Changes its size. */
  readonly resize: (bytes: number) => void;
  readonly release: () => void;
}

interface Item {
  bytes: number;
  readonly sinceMs: number;
  readonly cut: () => void;
}

const sweepMs = 1000;

/**
 * The bytes that callers make the server hold, and who waits until they are fewer. Whoever waits does so for a limited time: those
 * that have held theirs for long are cut off then.
 */
export class HeldBytes {
  readonly #limit: number;
  /** Real milliseconds that something may be held while others wait. */
  readonly #patienceMs: number;
  readonly #items = new Set<Item>();
  readonly #waiting = new Fifo<{ act: (() => void) | undefined }>();
  #bytes = 0;
  #sweep: NodeJS.Timeout | undefined;

  constructor(limit: number, patienceMs: number = limits.patienceMs) {
    this.#limit = limit;
    this.#patienceMs = patienceMs;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get isFull(): boolean {
    return this.#bytes >= this.#limit;
  }

  /** Whether nobody has to wait. */
  get hasRoom(): boolean {
    return this.#bytes < this.#limit && this.#waiting.size === 0;
  }

  /** `cut` breaks the connection that holds them. */
  hold(bytes: number, cut: () => void): Held {
    const item: Item = { bytes: 0, sinceMs: performance.now(), cut };
    this.#items.add(item);
    const resize = (size: number): void => {
      if (!this.#items.has(item)) return;
      this.#bytes += size - item.bytes;
      item.bytes = size;
      this.#admit();
    };
    resize(bytes);
    const release = (): void => {
      resize(0);
      this.#items.delete(item);
    };
    return { resize, release };
  }

  /** Calls back when there is room: at once, as a rule. If not, gives back how to wait no longer. */
  whenRoom(act: () => void): (() => void) | undefined {
    if (this.hasRoom) {
      act();
      return undefined;
    }
    const waiter: { act: (() => void) | undefined } = { act };
    this.#waiting.push(waiter);
    this.#sweep ??= setInterval(() => this.#cutOff(), sweepMs).unref();
    return () => {
      waiter.act = undefined;
    };
  }

  #admit(): void {
    while (!this.isFull && this.#waiting.size > 0) this.#waiting.shift()?.act?.();
    if (this.#waiting.size > 0) return;
    clearInterval(this.#sweep);
    this.#sweep = undefined;
  }

  #cutOff(): void {
    const beforeMs = performance.now() - this.#patienceMs;
    // In the order in which they began.
    for (const item of this.#items) {
      if (!this.isFull || item.sinceMs > beforeMs) break;
      item.cut();
    }
    this.#admit();
  }
}
