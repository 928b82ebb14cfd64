import type { SendRecord } from "../history/record.ts";

/** Events whose payload is remembered per truck. A power of two. */
const window = 256;

/**
 * Size and checksum of the latest 256 events that a truck sent. An event further behind is not compared (its own checksum,
 * `intact`, still is). Nor is one that was sent twice with different payloads: either may have arrived.
 */
export class PayloadWindow {
  #seqs = new Float64Array(16).fill(-1);
  #checksums = new Float64Array(16);
  #bytes = new Float64Array(16);

  get size(): number {
    return this.#seqs.length;
  }

  add(record: SendRecord): void {
    const { seq, bytes, checksum } = record;
    let at = seq & (this.#seqs.length - 1);
    if (this.#seqs[at]! >= 0 && this.#seqs[at] !== seq && this.#seqs.length < window) {
      this.#grow();
      at = seq & (window - 1);
    }
    if (this.#seqs[at] === seq && !this.#isSame(at, bytes, checksum)) {
      this.#bytes[at] = -1;
      return;
    }
    this.#seqs[at] = seq;
    this.#bytes[at] = bytes;
    this.#checksums[at] = checksum;
  }

  /** Whether an event has another payload than was sent, as far as that is remembered. */
  differs(seq: number, bytes: number, checksum: number): boolean {
    const at = seq & (this.#seqs.length - 1);
    return this.#seqs[at] === seq && this.#bytes[at]! >= 0 && !this.#isSame(at, bytes, checksum);
  }

  #isSame(at: number, bytes: number, checksum: number): boolean {
    return this.#bytes[at] === bytes && this.#checksums[at] === checksum;
  }

  #grow(): void {
    const [seqs, checksums, bytes] = [this.#seqs, this.#checksums, this.#bytes];
    this.#seqs = new Float64Array(window).fill(-1);
    this.#checksums = new Float64Array(window);
    this.#bytes = new Float64Array(window);
    for (const [at, seq] of seqs.entries()) {
      if (seq < 0) continue;
      const to = seq & (window - 1);
      this.#seqs[to] = seq;
      this.#checksums[to] = checksums[at]!;
      this.#bytes[to] = bytes[at]!;
    }
  }
}
