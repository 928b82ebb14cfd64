/**
 * Latencies of one key, of which a run has as many as a million: the samples themselves while they are few, a histogram from the 65th on.
 * Percentiles are the histogram's own, to 1 %, whichever it is.
 */
import { Latencies } from "./latency.ts";

const mostSamples = 64;
const significantDigits = 2;
/** Values of a bucket in a histogram of two digits: below this each has its own, above it one bucket is that many times finer. */
const exactBelow = 256;

export class KeyLatencies {
  #few: number[] | undefined;
  #many: Latencies | undefined;

  add(ms: number): void {
    if (this.#many !== undefined) {
      this.#many.add(ms);
      return;
    }
    // A list that begins with one has room for one: most keys of a large fleet have no more.
    if (this.#few === undefined) {
      this.#few = [ms];
      return;
    }
    this.#few.push(ms);
    if (this.#few.length <= mostSamples) return;
    this.#many = new Latencies(significantDigits);
    for (const sample of this.#few) this.#many.add(sample);
    this.#few = undefined;
  }

  get maxMs(): number | undefined {
    return this.#few === undefined ? this.#many?.maxMs : Math.max(0, ...this.#few);
  }

  /** Each of the percentiles; undefined without samples. */
  percentilesMs<const P extends readonly number[]>(
    percents: P,
  ): { readonly [Index in keyof P]: number } | undefined {
    const { maxMs } = this;
    if (maxMs === undefined) return undefined;
    const few = this.#few?.map(microseconds).sort((a, b) => a - b);
    const percentileMs = (percent: number): number => {
      if (few === undefined) return this.#many?.percentileMs(percent) ?? 0;
      const rank = Math.max(1, Math.ceil((percent / 100) * few.length));
      return Math.min(endOfBucket(few[rank - 1]!) / 1000, maxMs);
    };
    return percents.map(percentileMs) as unknown as { readonly [Index in keyof P]: number };
  }
}

function microseconds(ms: number): number {
  return Math.round(Math.max(0, ms) * 1000);
}

/** The largest value that the histogram cannot tell from this one. */
function endOfBucket(value: number): number {
  let width = 1;
  while (value / width >= exactBelow) width *= 2;
  return (Math.floor(value / width) + 1) * width - 1;
}
