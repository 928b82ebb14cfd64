import { QuotaWindow, type QuotaWindowKind } from "../../quota-window.ts";

/** One shard, all readers on shared throughput together: 5 GetRecords/s and 2 MB/s (KDG/service-sizes-and-limits, K-SDK GetRecords). */
const callsPerSecond = 5;
export const bytesPerSecond = 2 * 2 ** 20;
/** GetShardIterator: 5/s per shard (K-SDK GetShardIterator). */
const iteratorsPerSecond = 5;

/**
 * What one shard may still be read. Reads are allowed to run up to one second ahead of the rate; once they are, calls throw until
 * the rate has caught up. That is both documented rules at once: a 10 MB return blocks the next 5 s, and when throughput is short
 * the next second throws (K-SDK GetRecords). A call that throws counts for nothing (assumed).
 */
export class ReadQuota {
  readonly #calls: QuotaWindow;
  readonly #iterators: QuotaWindow;
  #paidUntilMs = -Infinity;
  #isShort = false;

  constructor(windows?: QuotaWindowKind) {
    this.#calls = new QuotaWindow(callsPerSecond, windows);
    this.#iterators = new QuotaWindow(iteratorsPerSecond, windows);
  }

  admitIterator(nowMs: number): boolean {
    return this.#iterators.admit(nowMs, 1);
  }

  admitCall(nowMs: number): boolean {
    if (this.#isShort && nowMs < this.#paidUntilMs) return false;
    this.#isShort = false;
    return this.#calls.admit(nowMs, 1);
  }

  /** Counts what an admitted call returned. */
  spend(nowMs: number, bytes: number): void {
    this.#paidUntilMs = Math.max(this.#paidUntilMs, nowMs) + (bytes / bytesPerSecond) * 1000;
    this.#isShort = this.#paidUntilMs - nowMs >= 1000;
  }
}
