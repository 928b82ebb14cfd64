import { RunsOfNumbers } from "./runs-of-numbers.ts";

/** A set of seqs: 0 … n-1 as n, which is all that most keys need; else what is in a row from 0 on, and the rest as runs. */
export type SeqSet = number | Runs;

interface Runs {
  readonly prefix: number;
  readonly rest: RunsOfNumbers;
}

/** With one number more; undefined if it is there. What is a set already is changed. */
export function withNew(seqs: SeqSet, seq: number): SeqSet | undefined {
  if (typeof seqs === "number") {
    if (seq >= 0 && seq < seqs) return undefined;
    if (seq === seqs) return seqs + 1;
    const rest = new RunsOfNumbers();
    rest.add(seq);
    return { prefix: seqs, rest };
  }
  return (seq < 0 || seq >= seqs.prefix) && seqs.rest.add(seq) ? seqs : undefined;
}

/** How many numbers are in it. */
export function countOf(seqs: SeqSet): number {
  return typeof seqs === "number" ? seqs : seqs.prefix + seqs.rest.size;
}

export function hasSeq(seqs: SeqSet, seq: number): boolean {
  if (typeof seqs === "number") return seq >= 0 && seq < seqs;
  return (seq >= 0 && seq < seqs.prefix) || seqs.rest.has(seq);
}
