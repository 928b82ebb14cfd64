/** A set of whole numbers kept as runs without gaps: events come nearly in order, so its size is the number of gaps. */
export class RunsOfNumbers {
  /** First and last number of each run, ascending. */
  readonly #firsts: number[] = [];
  readonly #lasts: number[] = [];
  #size = 0;

  /** How many numbers are in it. */
  get size(): number {
    return this.#size;
  }

  /** How many runs it has: what it costs. */
  get runCount(): number {
    return this.#firsts.length;
  }

  /** Adds a number; false if it was there. */
  add(value: number): boolean {
    const at = this.#runsUpTo(value);
    if (value <= this.#lastBefore(at)) return false;
    this.#insert(at, value);
    this.#size += 1;
    return true;
  }

  has(value: number): boolean {
    return value <= this.#lastBefore(this.#runsUpTo(value));
  }

  /** Puts a number between the run before `at` and the run at `at`, joining what touches. */
  #insert(at: number, value: number): void {
    const touchesLeft = this.#lastBefore(at) === value - 1;
    const touchesRight = this.#firsts[at] === value + 1;
    if (touchesLeft && touchesRight) {
      this.#lasts.splice(at - 1, 1);
      this.#firsts.splice(at, 1);
      return;
    }
    if (touchesLeft) this.#lasts[at - 1] = value;
    else if (touchesRight) this.#firsts[at] = value;
    else {
      this.#firsts.splice(at, 0, value);
      this.#lasts.splice(at, 0, value);
    }
  }

  /** Last number of the run before `at`. */
  #lastBefore(at: number): number {
    return this.#lasts[at - 1] ?? -Infinity;
  }

  /** How many runs start at or below the number. */
  #runsUpTo(value: number): number {
    let low = 0;
    let high = this.#firsts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#firsts[middle]! <= value) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
