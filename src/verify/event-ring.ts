import { memoOf } from "./payload-ring.ts";
import { Slab } from "./slab.ts";

/** Numbers of an event: where each stands in its row. */
const index = 0;
const sentAtMs = 1;
const bytes = 2;
const checksum = 3;
const ackedAtMs = 4;
const atMs = 5;
const receivedAt = 6;
const rowLength = 8;
const smallest = 4;

const slab = new Slab(smallest * rowLength, 0);

/**
 * The last events of a truck that went the straight way (see `StraightKey`), a row for each, by the low bits of the seq. What is not known
 * is -1.
 */
export class EventRing {
  /** No event before this one is in it. */
  first = 0;
  #numbers: Float64Array;
  /** Where its own are among these. */
  #begin: number;
  /** Position and consumer of each row. Written out: a large fleet makes many of them. */
  #texts: string[] = ["", "", "", "", "", "", "", ""];
  #mask = smallest - 1;

  constructor() {
    const { numbers, begin } = slab.take();
    this.#numbers = numbers;
    this.#begin = begin;
  }

  get capacity(): number {
    return this.#mask + 1;
  }

  /** The first event of those before `sent` that is still in it. */
  oldest(sent: number): number {
    return Math.max(this.first, sent - this.capacity);
  }

  /** Makes it twice as large; it holds all events from `oldest` on and before `sent`. */
  grow(sent: number): void {
    const from = this.oldest(sent);
    // What was overwritten is not there, however much room there is now.
    this.first = from;
    const [numbers, begin, texts, before] = [this.#numbers, this.#begin, this.#texts, this.#mask];
    this.#mask = 2 * before + 1;
    this.#numbers = new Float64Array(this.capacity * rowLength);
    this.#begin = 0;
    this.#texts = Array.from({ length: 2 * this.capacity }, () => "");
    for (let seq = from; seq < sent; seq += 1) {
      const old = seq & before;
      const ofOld = begin + old * rowLength;
      this.#numbers.set(numbers.subarray(ofOld, ofOld + rowLength), this.#row(seq));
      const text = this.#text(seq);
      this.#texts[text] = texts[2 * old]!;
      this.#texts[text + 1] = texts[2 * old + 1]!;
    }
  }

  send(seq: number, at: number, indexOf: number, size: number, sum: number): void {
    const row = this.#row(seq);
    const numbers = this.#numbers;
    numbers[row + index] = indexOf;
    numbers[row + sentAtMs] = at;
    numbers[row + bytes] = size;
    numbers[row + checksum] = sum;
  }

  acknowledge(seq: number, position: string, at: number): void {
    this.#texts[this.#text(seq)] = position;
    this.#numbers[this.#row(seq) + ackedAtMs] = at;
  }

  deliver(seq: number, consumer: string, at: number, record: number): void {
    const row = this.#row(seq);
    this.#texts[this.#text(seq) + 1] = consumer;
    this.#numbers[row + atMs] = at;
    this.#numbers[row + receivedAt] = record;
  }

  complete(seq: number, consumer: string, at: number): void {
    this.#texts[this.#text(seq) + 1] = consumer;
    this.#numbers[this.#row(seq) + atMs] = at;
  }

  setIndex(seq: number, value: number): void {
    this.#numbers[this.#row(seq) + index] = value;
  }

  positionOf(seq: number): string {
    return this.#texts[this.#text(seq)]!;
  }

  consumerOf(seq: number): string {
    return this.#texts[this.#text(seq) + 1]!;
  }

  indexOf(seq: number): number {
    return this.#number(seq, index);
  }

  sentAtMsOf(seq: number): number {
    return this.#number(seq, sentAtMs);
  }

  bytesOf(seq: number): number {
    return this.#number(seq, bytes);
  }

  checksumOf(seq: number): number {
    return this.#number(seq, checksum);
  }

  /** Its payload in one number. */
  memoOf(seq: number): number {
    const size = this.bytesOf(seq);
    const sum = this.checksumOf(seq);
    return memoOf(size < 0 ? undefined : size, sum < 0 ? undefined : sum);
  }

  ackedAtMsOf(seq: number): number {
    return this.#number(seq, ackedAtMs);
  }

  /** When it was delivered, or completed. */
  atMsOf(seq: number): number {
    return this.#number(seq, atMs);
  }

  /** Number of the record of its delivery. */
  receivedAtOf(seq: number): number {
    return this.#number(seq, receivedAt);
  }

  #row(seq: number): number {
    return this.#begin + (seq & this.#mask) * rowLength;
  }

  #text(seq: number): number {
    return 2 * (seq & this.#mask);
  }

  #number(seq: number, column: number): number {
    return this.#numbers[this.#row(seq) + column]!;
  }
}
