import { seededRandom } from "../../../../../src/random.ts";

/** Choices that a seed decides. */
export class Dice {
  readonly #random: () => number;

  constructor(seed: number, name: string) {
    this.#random = seededRandom(seed, name);
  }

  /** Whole, from 0 up to below `bound`. */
  below(bound: number): number {
    return Math.floor(this.#random() * bound);
  }

  /** True once in so many times. */
  oneIn(count: number): boolean {
    return this.below(count) === 0;
  }

  pick<T>(items: readonly T[]): T {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new Error("there is nothing to pick from");
    return item;
  }
}
