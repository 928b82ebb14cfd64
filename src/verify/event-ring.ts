import { memoOf } from "./payload-ring.ts";

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

/**
 * The last events of a truck that went the straight way (see `StraightKey`), a row for each, by the low bits of the seq. What is not known
 * is -1.
 */
export class EventRing {
  /** No event before this one is in it. */
  first = 0;
  #numbers = new Float64Array(smallest * rowLength);
  // Written out: a large fleet makes many of them.
  #positions: string[] = ["", "", "", ""];
  #consumers: string[] = ["", "", "", ""];
  #mask = smallest - 1;

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
    const [numbers, positions, consumers] = [this.#numbers, this.#positions, this.#consumers];
    const before = this.#mask;
    this.#mask = 2 * before + 1;
    this.#numbers = new Float64Array(this.capacity * rowLength);
    this.#positions = Array.from({ length: this.capacity }, () => "");
    this.#consumers = Array.from({ length: this.capacity }, () => "");
    for (let seq = from; seq < sent; seq += 1) {
      const [old, row] = [seq & before, seq & this.#mask];
      const numbersOf = numbers.subarray(old * rowLength, (old + 1) * rowLength);
      this.#numbers.set(numbersOf, row * rowLength);
      this.#positions[row] = positions[old]!;
      this.#consumers[row] = consumers[old]!;
    }
  }

  send(seq: number, at: number, indexOf: number, size: number, sum: number): void {
    const row = (seq & this.#mask) * rowLength;
    const numbers = this.#numbers;
    numbers[row + index] = indexOf;
    numbers[row + sentAtMs] = at;
    numbers[row + bytes] = size;
    numbers[row + checksum] = sum;
  }

  acknowledge(seq: number, position: string, at: number): void {
    this.#positions[seq & this.#mask] = position;
    this.#numbers[(seq & this.#mask) * rowLength + ackedAtMs] = at;
  }

  deliver(seq: number, consumer: string, at: number, record: number): void {
    const row = (seq & this.#mask) * rowLength;
    this.#consumers[seq & this.#mask] = consumer;
    this.#numbers[row + atMs] = at;
    this.#numbers[row + receivedAt] = record;
  }

  complete(seq: number, consumer: string, at: number): void {
    this.#consumers[seq & this.#mask] = consumer;
    this.#numbers[(seq & this.#mask) * rowLength + atMs] = at;
  }

  setIndex(seq: number, value: number): void {
    this.#numbers[(seq & this.#mask) * rowLength + index] = value;
  }

  positionOf(seq: number): string {
    return this.#positions[seq & this.#mask]!;
  }

  consumerOf(seq: number): string {
    return this.#consumers[seq & this.#mask]!;
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

  #number(seq: number, column: number): number {
    return this.#numbers[(seq & this.#mask) * rowLength + column]!;
  }
}
