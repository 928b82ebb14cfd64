/**
 * A quota "per second" as a rolling window: in any window of one second at most the quota is admitted.
 *
 * AWS does not say over which windows it counts; the rolling one is *assumed*, because it never admits more than the documented
 * rate over any second, lets an idle shard or queue take a full second's worth at once, and gives a sustained load exactly the
 * documented rate. Memory: at most one entry per millisecond of the window.
 */
export class RollingWindow {
  readonly limit: number;
  readonly #windowMs: number;
  readonly #atMs: number[] = [];
  readonly #amounts: number[] = [];
  #head = 0;
  #sum = 0;

  constructor(limit: number, windowMs = 1000) {
    this.limit = limit;
    this.#windowMs = windowMs;
  }

  /** What is left of the quota at this instant. Instants must not go backwards. */
  available(nowMs: number): number {
    const horizonMs = nowMs - this.#windowMs;
    while (this.#head < this.#atMs.length && (this.#atMs[this.#head] ?? 0) <= horizonMs) {
      this.#sum -= this.#amounts[this.#head] ?? 0;
      this.#head += 1;
    }
    if (this.#head === this.#atMs.length) {
      this.#atMs.length = 0;
      this.#amounts.length = 0;
      this.#head = 0;
    } else if (this.#head > 1024) {
      this.#atMs.splice(0, this.#head);
      this.#amounts.splice(0, this.#head);
      this.#head = 0;
    }
    return this.limit - this.#sum;
  }

  /** Counts an amount without asking. */
  take(nowMs: number, amount: number): void {
    const last = this.#atMs.length - 1;
    if (last >= this.#head && this.#atMs[last] === nowMs) {
      this.#amounts[last] = (this.#amounts[last] ?? 0) + amount;
    } else {
      this.#atMs.push(nowMs);
      this.#amounts.push(amount);
    }
    this.#sum += amount;
  }

  /** Counts the amount if the quota has room for all of it. */
  admit(nowMs: number, amount: number): boolean {
    if (this.available(nowMs) < amount) return false;
    this.take(nowMs, amount);
    return true;
  }
}
