import { type Random, seededRandom } from "../random.ts";
import { drawMs, type LatencyQuantiles } from "./latency.ts";

/**
 * How long what is accepted takes to become readable, in one place that keeps an order: a shard, a message group. What arrives there
 * within the same quarter of a second takes equally long (*assumed*): drawn anew for every record, the slowest of many would hold all
 * up, and a place would be the slower the more is written to it.
 */
const slotMs = 250;
/** Nothing takes longer. */
export const longestPropagationMs = 60_000;

export class Propagation {
  readonly #quantiles: LatencyQuantiles;
  readonly #seed: number;
  readonly #isConstant: boolean;

  constructor(quantiles: LatencyQuantiles, seed: number) {
    this.#quantiles = quantiles;
    this.#seed = seed;
    this.#isConstant = isConstant(quantiles);
  }

  /** Of what arrives in a place, named so that each draws for itself. The same question has the same answer. */
  at(place: string, arrivedMs: number): number {
    if (this.#isConstant) return limited(this.#quantiles.p50Ms);
    const slot = Math.floor(arrivedMs / slotMs);
    return limited(drawMs(this.#quantiles, seededRandom(this.#seed, `${place}/${slot}`)));
  }

  /** Of what is in no order with anything. */
  draw(random: Random): number {
    return limited(this.#isConstant ? this.#quantiles.p50Ms : drawMs(this.#quantiles, random));
  }

  /** The same for one place, asked in the order of time. */
  in(place: string): (arrivedMs: number) => number {
    let slot = NaN;
    let ms = 0;
    return (arrivedMs) => {
      const current = Math.floor(arrivedMs / slotMs);
      if (current !== slot) [slot, ms] = [current, this.at(place, arrivedMs)];
      return ms;
    };
  }
}

function isConstant({ p50Ms, p99Ms, slow }: LatencyQuantiles): boolean {
  return slow === undefined && (p50Ms <= 0 || p50Ms === p99Ms);
}

function limited(ms: number): number {
  return Math.min(ms, longestPropagationMs);
}
