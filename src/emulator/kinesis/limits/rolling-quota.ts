const dayMs = 86_400_000;

/** So many times in any 24 hours. */
export class RollingQuota {
  readonly #limit: number;
  #takenMs: readonly number[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  hasRoom(nowMs: number): boolean {
    this.#takenMs = this.#takenMs.filter((atMs) => atMs > nowMs - dayMs);
    return this.#takenMs.length < this.#limit;
  }

  take(nowMs: number): void {
    this.#takenMs = [...this.#takenMs, nowMs];
  }
}
