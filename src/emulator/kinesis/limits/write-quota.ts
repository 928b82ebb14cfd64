import type { Random } from "../../../random.ts";
import { QuotaWindow, type QuotaWindowKind } from "../../quota-window.ts";

/** One shard takes 1,000 records/s and 1 MB/s, the partition key counted; either ceiling throttles (KDG/service-sizes-and-limits). */
const recordsPerSecond = 1000;
const bytesPerSecond = 2 ** 20;

/** What one shard may still be written to. The window of accounting is assumed, see QuotaWindow. */
export class WriteQuota {
  readonly #records: QuotaWindow;
  readonly #bytes: QuotaWindow;

  constructor(windows?: QuotaWindowKind) {
    this.#records = new QuotaWindow(recordsPerSecond, windows);
    this.#bytes = new QuotaWindow(bytesPerSecond, windows);
  }

  /** PutRecord: each record is rounded up to 1 KB (KDG/troubleshooting-producers, Tip). */
  admitRecord(nowMs: number, bytes: number): boolean {
    if (!this.#fits(nowMs, 1, roundUp(bytes))) return false;
    this.#take(nowMs, 1, roundUp(bytes));
    return true;
  }

  /**
   * PutRecords: the sum of the call is rounded up to 1 KB (KDG/troubleshooting-producers, Tip), here per shard's share of it.
   * Gives for each record whether it is admitted. A shard that cannot take all refuses the first that does not fit and all after it:
   * so were three raw answers of the live service (crccheck/kinesis-streams wiki 2017, mhart/kinesalite pull request 87,
   * fluent/fluent-bit #3410). With a random source it refuses whichever: *assumed* adversity, because "PutRecords doesn't guarantee
   * the ordering of records" (K-SDK PutRecords).
   */
  admitShare(nowMs: number, sizes: readonly number[], random?: Random): readonly boolean[] {
    const total = sizes.reduce((sum, bytes) => sum + bytes, 0);
    if (this.#fits(nowMs, sizes.length, roundUp(total))) {
      this.#take(nowMs, sizes.length, roundUp(total));
      return sizes.map(() => true);
    }
    const admitted = sizes.map(() => false);
    let count = 0;
    let bytes = 0;
    const order = random === undefined ? sizes.keys() : shuffled(sizes.length, random);
    for (const index of order) {
      const size = sizes[index] ?? 0;
      if (!this.#fits(nowMs, count + 1, roundUp(bytes + size))) {
        if (random === undefined) break;
        continue;
      }
      admitted[index] = true;
      count += 1;
      bytes += size;
    }
    if (count > 0) this.#take(nowMs, count, roundUp(bytes));
    return admitted;
  }

  /** A record that is by itself larger than the second's quota is taken by an idle shard: a burst (KDG/large-records). */
  #fits(nowMs: number, count: number, bytes: number): boolean {
    if (this.#records.available(nowMs) < count) return false;
    const left = this.#bytes.available(nowMs);
    return left >= bytes || (count === 1 && left === bytesPerSecond);
  }

  #take(nowMs: number, count: number, bytes: number): void {
    this.#records.take(nowMs, count);
    this.#bytes.take(nowMs, bytes);
  }
}

function roundUp(bytes: number): number {
  return Math.ceil(bytes / 1024) * 1024;
}

function shuffled(length: number, random: Random): readonly number[] {
  const order = Array.from({ length }, (_, index) => index);
  for (let last = length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    const held = order[last] ?? 0;
    order[last] = order[other] ?? 0;
    order[other] = held;
  }
  return order;
}
