/**
 * A quota "per second". AWS does not say how it counts; each way here is *assumed*.
 *
 * `first-request` (the default): in windows of one second, each of which begins with the first request after the last one ended. An
 * idle shard or queue takes a full second's worth at once, and a client that always asks for more gets the documented rate: what a
 * pause within the second left over can still be used in it (a rolling second would lose a client's every pause for good). Its price:
 * around the border of two windows up to twice the quota can pass within one second.
 *
 * `clock-aligned`: the same in the seconds of the clock, as AWS's own advisor for hot shards sums them
 * (awslabs/kinesis-hot-shard-advisor).
 *
 * `one-second-bucket`: a bucket that holds a second's worth and fills at the rate of the quota.
 */
export const quotaWindowKinds = ["first-request", "clock-aligned", "one-second-bucket"] as const;

export type QuotaWindowKind = (typeof quotaWindowKinds)[number];

export const defaultQuotaWindow: QuotaWindowKind = "first-request";

export class QuotaWindow {
  readonly limit: number;
  readonly #kind: QuotaWindowKind;
  /** When the window began; for a bucket, the instant of `#used`. */
  #beganMs = -Infinity;
  /** What a window has given, or a bucket lacks. */
  #used = 0;

  constructor(limit: number, kind: QuotaWindowKind = defaultQuotaWindow) {
    this.limit = limit;
    this.#kind = kind;
  }

  /** What is left of the quota at this instant. Instants must not go backwards. */
  available(nowMs: number): number {
    return this.limit - this.#usedAt(nowMs);
  }

  /** Counts an amount without asking. */
  take(nowMs: number, amount: number): void {
    const used = this.#usedAt(nowMs) + amount;
    if (this.#kind === "one-second-bucket" || nowMs >= this.#beganMs + windowMs) {
      this.#beganMs = this.#kind === "clock-aligned" ? nowMs - (nowMs % windowMs) : nowMs;
    }
    this.#used = used;
  }

  /** Counts the amount if the quota has room for all of it. */
  admit(nowMs: number, amount: number): boolean {
    if (this.available(nowMs) < amount) return false;
    this.take(nowMs, amount);
    return true;
  }

  #usedAt(nowMs: number): number {
    if (this.#kind !== "one-second-bucket")
      return nowMs < this.#beganMs + windowMs ? this.#used : 0;
    return Math.max(0, this.#used - ((nowMs - this.#beganMs) * this.limit) / windowMs);
  }
}

const windowMs = 1000;
