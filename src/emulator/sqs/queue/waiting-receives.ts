import { DeadlineHeap } from "../../deadline-heap.ts";
import { Fifo } from "../../fifo.ts";
import { Parked } from "../../parked.ts";

/** Tries to answer a waiting receive: its output, or undefined while there is nothing for it. */
export type Attempt = (nowMs: number) => object | undefined;

/** So many may be over before the line is looked through for them. */
const patience = 64;

interface Waiting {
  readonly parked: Parked;
  readonly attempt: Attempt;
}

/** The long polls of one queue, served in the order they came. */
export class WaitingReceives {
  readonly #line = new Fifo<Waiting>();
  readonly #deadlines = new DeadlineHeap<Parked>();
  /** How many of the line are over: answered, or given up. */
  #overCount = 0;

  /** Whether nobody waits. */
  get isEmpty(): boolean {
    return this.#deadlines.size === 0;
  }

  /** The next instant at which a wait ends. */
  nextDeadlineMs(): number | undefined {
    return this.#deadlines.nextMs();
  }

  add(order: number, untilMs: number, attempt: Attempt): Parked {
    const parked = new Parked(order, () => {
      this.#deadlines.remove(parked);
      this.#pass();
    });
    this.#deadlines.set(parked, untilMs);
    this.#dropClosed();
    this.#line.push({ parked, attempt });
    return parked;
  }

  /** Answers those for whom there is something now. */
  serve(nowMs: number): void {
    for (;;) {
      this.#dropClosed();
      const first = this.#line.peek();
      const output = first?.attempt(nowMs);
      if (first === undefined || output === undefined) return;
      this.#line.shift();
      this.#deadlines.remove(first.parked);
      first.parked.reply(output);
    }
  }

  /** Answers those whose wait is over: an empty receive. */
  expire(nowMs: number): void {
    for (;;) {
      const parked = this.#deadlines.popDue(nowMs);
      if (parked === undefined) return;
      parked.reply({});
      this.#pass();
    }
  }

  /** One of the line is over. Whoever stays in line before those that are must not keep them all. */
  #pass(): void {
    this.#overCount += 1;
    if (this.#overCount < patience || this.#overCount * 2 < this.#line.size) return;
    this.#line.keep(({ parked }) => parked.isOpen);
    this.#overCount = 0;
  }

  #dropClosed(): void {
    while (this.#line.peek()?.parked.isOpen === false) {
      this.#line.shift();
      this.#overCount -= 1;
    }
  }
}
