import type { Random } from "../../../random.ts";
import { Fifo } from "../../fifo.ts";
import type { Message } from "./message.ts";

/**
 * Visible messages to take from. One that was removed meanwhile is passed over when its turn comes; when most are such, they are let
 * go of.
 */
export interface Pile {
  /** Those that were removed and not yet passed over included. */
  readonly size: number;
  readonly push: (message: Message) => void;
  /** One of its messages has been removed. Gives how many are left that have not. */
  readonly drop: () => number;
  readonly take: () => Message | undefined;
  /** The `order` of the message in front; undefined if there is none. */
  readonly frontOrder: () => number | undefined;
}

/** So many removed messages may stay before all are looked through for them. */
const patience = 1024;

/** Gives any of the first `reach`; what becomes visible again goes to the back. */
export class LoosePile implements Pile {
  readonly #messages = new Fifo<Message>();
  readonly #reach: number;
  readonly #random: Random;
  #removed = 0;

  constructor(reach: number, random: Random) {
    this.#reach = reach;
    this.#random = random;
  }

  get size(): number {
    return this.#messages.size;
  }

  readonly push = (message: Message): void => {
    this.#messages.push(message);
  };

  readonly take = (): Message | undefined => {
    while (this.#messages.size > 0) {
      const reach = Math.min(this.#messages.size, this.#reach);
      const message = this.#messages.shiftFrom(Math.floor(this.#random() * reach));
      if (message?.state === "visible") return message;
      this.#removed -= 1;
    }
    return undefined;
  };

  readonly frontOrder = (): number | undefined => {
    while (this.#messages.peek()?.state === "removed") {
      this.#messages.shift();
      this.#removed -= 1;
    }
    return this.#messages.peek()?.order;
  };

  readonly drop = (): number => {
    this.#removed += 1;
    const left = this.#messages.size - this.#removed;
    if (left === 0 || (this.#removed >= patience && this.#removed > left)) {
      this.#messages.keep(({ state }) => state !== "removed");
      this.#removed = 0;
    }
    return left;
  };
}

/** Gives the one sent first: what becomes visible again takes its old place. A binary heap. */
export class SortedPile implements Pile {
  #heap: Message[] = [];
  #removed = 0;

  get size(): number {
    return this.#heap.length;
  }

  readonly push = (message: Message): void => {
    let slot = this.#heap.push(message) - 1;
    while (slot > 0) {
      const parent = (slot - 1) >> 1;
      if (this.#orderAt(parent) <= message.order) break;
      this.#swap(slot, parent);
      slot = parent;
    }
  };

  readonly take = (): Message | undefined =>
    this.frontOrder() === undefined ? undefined : this.#shift();

  readonly frontOrder = (): number | undefined => {
    while (this.#heap[0]?.state === "removed") {
      this.#shift();
      this.#removed -= 1;
    }
    return this.#heap[0]?.order;
  };

  readonly drop = (): number => {
    this.#removed += 1;
    const left = this.#heap.length - this.#removed;
    if (left === 0 || (this.#removed >= patience && this.#removed > left)) {
      const kept = this.#heap.filter(({ state }) => state !== "removed");
      this.#heap = [];
      this.#removed = 0;
      for (const message of kept) this.push(message);
    }
    return left;
  };

  #shift(): Message | undefined {
    this.#swap(0, this.#heap.length - 1);
    const first = this.#heap.pop();
    for (let slot = 0; ;) {
      const left = 2 * slot + 1;
      const child = this.#orderAt(left + 1) < this.#orderAt(left) ? left + 1 : left;
      if (this.#orderAt(slot) <= this.#orderAt(child)) return first;
      this.#swap(slot, child);
      slot = child;
    }
  }

  #orderAt(slot: number): number {
    return this.#heap[slot]?.order ?? Infinity;
  }

  #swap(a: number, b: number): void {
    const [first, second] = [this.#heap[a], this.#heap[b]];
    if (first === undefined || second === undefined) return;
    this.#heap[a] = second;
    this.#heap[b] = first;
  }
}
