import { IntervalSet } from "./interval-set.ts";

/**
 * A set of whole numbers: seqs of a truck, or indices of the fleet. A number n is the set 0 … n-1, all that most trucks ever need and
 * the cheapest there is; anything else is intervals.
 */
export type Seqs = number | IntervalSet;

/** Whether a number is in the set; yes on ground that the set has forgotten. */
export function hasSeq(seqs: Seqs, seq: number): boolean {
  return typeof seqs === "number" ? seq < seqs : seqs.has(seq);
}

/** Whether a number is not in the set yet; yes on ground that the set has forgotten, so that no repetition is claimed there. */
export function isNewSeq(seqs: Seqs, seq: number): boolean {
  return typeof seqs === "number" ? seq >= seqs : seq < seqs.certainFrom || !seqs.has(seq);
}

/** The set with a number added. The one given is not to be used any more. */
export function withSeq(seqs: Seqs, seq: number): Seqs {
  if (typeof seqs !== "number") {
    seqs.add(seq);
    return seqs.isPrefix ? seqs.max + 1 : seqs;
  }
  if (seq < seqs) return seqs;
  if (seq === seqs) return seqs + 1;
  const set = intervalsOf(seqs);
  set.add(seq);
  return set;
}

/** The highest number, -1 when empty. */
export function highestSeq(seqs: Seqs): number {
  return typeof seqs === "number" ? seqs - 1 : seqs.max;
}

/** As intervals, to compare sets with one another. */
export function intervalsOf(seqs: Seqs): IntervalSet {
  return typeof seqs === "number" ? IntervalSet.prefix(seqs) : seqs;
}

/** Whether all of the set is remembered. */
export function isCertain(seqs: Seqs): boolean {
  return typeof seqs === "number" || seqs.certainFrom === 0;
}

/** What the set costs. */
export function sizeOfSeqs(seqs: Seqs): number {
  return typeof seqs === "number" ? 0 : seqs.intervalCount;
}
