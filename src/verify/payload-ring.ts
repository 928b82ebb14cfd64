import type { Packing } from "./packing.ts";
import { Slab } from "./slab.ts";

/** A payload in one number: equal payloads have equal prints, others hardly ever. -1 where it is not known. */
export function printOf(bytes: number | undefined, checksum: number | undefined): number {
  if (bytes === undefined || checksum === undefined) return -1;
  // A CRC-32 and a size below 1 MiB are told apart for certain.
  return bytes < 2 ** 20 && checksum < 2 ** 32
    ? bytes * 2 ** 32 + checksum
    : (bytes * 2 ** 32 + checksum) % (2 ** 53 - 111);
}

/** Where a payload is known in part: it cannot be compared by one number. */
const inPart = -2;

/** What is remembered of an event that is done: the print of its payload; -1 if no send described it. */
export function memoOf(bytes: number | undefined, checksum: number | undefined): number {
  if (bytes === undefined && checksum === undefined) return -1;
  return bytes === undefined || checksum === undefined ? inPart : printOf(bytes, checksum);
}

/** The memo of an event that was sent with payloads of which not all are remembered. */
export const memoOfSeveral = inPart;

const smallest = 8;
const rowLength = 3;
const slab = new Slab(smallest * rowLength, -1);

/**
 * What the last events of a truck were like, of which nobody waits for any more: what comes of them later is compared with it. A table
 * by the low bits of the seq, that grows until it is full.
 */
export class PayloadRing {
  /** Seq, memo and index (-1 for none) of each event. */
  #rows: Float64Array;
  /** Where its own are among these. */
  #begin: number;
  #mask = smallest - 1;

  constructor() {
    const { numbers, begin } = slab.take();
    this.#rows = numbers;
    this.#begin = begin;
  }

  get size(): number {
    return this.#mask + 1;
  }

  /** Takes an event, with an index of -1 for none; the table may grow to `most`, a power of two. */
  add(seq: number, memo: number, index: number, most: number): void {
    let at = this.#rowOf(seq);
    while (this.#rows[at]! >= 0 && this.#rows[at] !== seq && this.size < most) {
      this.#grow();
      at = this.#rowOf(seq);
    }
    if (this.#rows[at]! > seq) return;
    this.#rows[at] = seq;
    this.#rows[at + 1] = memo;
    this.#rows[at + 2] = index;
  }

  /** The memo of an event, undefined if it is not remembered. */
  memoOf(seq: number): number | undefined {
    const at = this.#rowOf(seq);
    return this.#rows[at] === seq ? this.#rows[at + 1] : undefined;
  }

  /** The index of an event, if it is remembered and has one. */
  indexOf(seq: number): number | undefined {
    const at = this.#rowOf(seq);
    const index = this.#rows[at] === seq ? this.#rows[at + 2]! : -1;
    return index < 0 ? undefined : index;
  }

  pack(form: Packing): void {
    const rows = this.#taken().map((row) => [...row]);
    const packed = form.list(rows, (row) => [0, 1, 2].map((at) => form.number(row?.[at] ?? 0)));
    if (!form.isReading) return;
    for (const row of packed) {
      while (this.#rows[this.#rowOf(row[0]!)]! >= 0) this.#grow();
      this.#rows.set(row, this.#rowOf(row[0]!));
    }
  }

  #rowOf(seq: number): number {
    return this.#begin + rowLength * (seq & this.#mask);
  }

  /** The rows with an event in them. */
  #taken(): readonly Float64Array[] {
    const taken: Float64Array[] = [];
    const end = this.#begin + rowLength * this.size;
    for (let at = this.#begin; at < end; at += rowLength) {
      if (this.#rows[at]! >= 0) taken.push(this.#rows.subarray(at, at + rowLength));
    }
    return taken;
  }

  #grow(): void {
    const taken = this.#taken();
    this.#mask = 2 * this.#mask + 1;
    this.#rows = new Float64Array(rowLength * this.size).fill(-1);
    this.#begin = 0;
    for (const row of taken) this.#rows.set(row, this.#rowOf(row[0]!));
  }
}
