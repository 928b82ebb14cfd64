/**
 * A quota "per second", counted in windows of one second: a window begins with the first request after the last one ended, and
 * admits the quota.
 *
 * AWS does not say how it counts; this way is *assumed*. It lets an idle shard or queue take a full second's worth at once, and a
 * client that always asks for more gets the documented rate: what a pause within the second left over can still be used in it
 * (a rolling second would lose a client's every pause for good, a bucket of tokens would give a second's worth on top). Its
 * price: around the border of two windows up to twice the quota can pass within one second.
 */
export class QuotaWindow {
  readonly limit: number;
  readonly #windowMs: number;
  #beganMs = -Infinity;
  #used = 0;

  constructor(limit: number, windowMs = 1000) {
    this.limit = limit;
    this.#windowMs = windowMs;
  }

  /** What is left of the quota at this instant. Instants must not go backwards. */
  available(nowMs: number): number {
    return nowMs < this.#beganMs + this.#windowMs ? this.limit - this.#used : this.limit;
  }

  /** Counts an amount without asking. */
  take(nowMs: number, amount: number): void {
    if (nowMs >= this.#beganMs + this.#windowMs) {
      this.#beganMs = nowMs;
      this.#used = 0;
    }
    this.#used += amount;
  }

  /** Counts the amount if the quota has room for all of it. */
  admit(nowMs: number, amount: number): boolean {
    if (this.available(nowMs) < amount) return false;
    this.take(nowMs, amount);
    return true;
  }
}
