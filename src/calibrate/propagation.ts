/**
 * How long a record takes from its put until it can be read. A single read says only whether a record of a certain age was there, so
 * many ages are tried, and the age is looked for that parts "not yet" from "there" with the fewest contradictions: the median of the
 * propagation. Ages run from the middle of the put to the middle of the read, so they are known to a fraction of a round trip.
 */
import type { PropagationMeasurement } from "./calibrated-profile.ts";

/** One read of a record. */
export interface Look {
  readonly ageMs: number;
  readonly isThere: boolean;
}

/** Reads after which the ages to try are chosen anew. */
const adjustEvery = 8;
const firstWindowMs = 100;
const leastWindowMs = 5;
const mostWindowMs = 2000;

/** Collects reads, and says how old the next record should be when it is read. */
export class Propagation {
  readonly #looks: Look[] = [];
  #windowMs = firstWindowMs;

  get count(): number {
    return this.#looks.length;
  }

  add(look: Look): void {
    this.#looks.push(look);
    if (!look.isThere) this.#windowMs = Math.max(this.#windowMs, 2 * look.ageMs);
    if (this.#looks.length % adjustEvery === 0) this.#windowMs = 3 * partingAge(this.#looks).ms;
    this.#windowMs = Math.min(mostWindowMs, Math.max(leastWindowMs, this.#windowMs));
  }

  /** Milliseconds to wait after a put: anywhere around where the answer seems to be, small ones more often. */
  nextDelayMs(): number {
    const share = Math.random();
    return share * Math.sqrt(share) * this.#windowMs;
  }

  /** Undefined when nothing was ever there. */
  measured(what: string): PropagationMeasurement | undefined {
    const there = this.#looks.filter(({ isThere }) => isThere).map(({ ageMs }) => ageMs);
    if (there.length === 0) return undefined;
    return {
      what,
      reads: this.count,
      ...partingAge(this.#looks),
      youngestThereMs: round(Math.min(...there)),
    };
  }
}

/** The age with the fewest reads on the wrong side; of several such ages the middle one. 0 where even the youngest record was there. */
export function partingAge(looks: readonly Look[]): {
  readonly ms: number;
  readonly contradicting: number;
} {
  const sorted = looks.toSorted((a, b) => a.ageMs - b.ageMs);
  // Parting before the first read, every "not yet" is on the wrong side; then one read after the other changes sides.
  let wrong = sorted.filter(({ isThere }) => !isThere).length;
  let fewest = wrong;
  let [fromMs, toMs] = [0, sorted[0]?.isThere === false ? sorted[0].ageMs : 0];
  for (const [index, { ageMs, isThere }] of sorted.entries()) {
    wrong += isThere ? 1 : -1;
    const nextMs = sorted[index + 1]?.ageMs ?? ageMs;
    if (wrong < fewest) [fewest, fromMs, toMs] = [wrong, ageMs, nextMs];
    else if (wrong === fewest && fromMs > 0) toMs = nextMs;
  }
  return { ms: round((fromMs + toMs) / 2), contradicting: fewest };
}

function round(ms: number): number {
  return Number(ms.toFixed(3));
}
