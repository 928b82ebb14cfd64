import { RunsOfNumbers } from "./runs-of-numbers.ts";

/** A set of seqs: 0 … n-1 as n, which is all that most keys need, and what came otherwise as runs. */
export class SeqSet {
  #prefix = 0;
  #rest: RunsOfNumbers | undefined;

  /** How many numbers are in it. */
  get size(): number {
    return this.#prefix + (this.#rest?.size ?? 0);
  }

  /** Adds a number; false if it was there. */
  add(value: number): boolean {
    if (value >= 0 && value < this.#prefix) return false;
    if (this.#rest !== undefined) return this.#rest.add(value);
    if (value === this.#prefix) {
      this.#prefix += 1;
      return true;
    }
    this.#rest = new RunsOfNumbers();
    return this.#rest.add(value);
  }

  has(value: number): boolean {
    return (value >= 0 && value < this.#prefix) || this.#rest?.has(value) === true;
  }
}
