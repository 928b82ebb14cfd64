/** Events remembered in all before fewer are kept per truck. */
const defaultLimit = 1 << 19;

/**
 * How many events may be remembered one by one. What is under way always is, and of what is done the last few of each truck: fewer
 * when there are many trucks. So memory is proportional to trucks and to what is under way, never to events.
 */
export class Memory {
  readonly #limit: number;
  #held = 0;
  /** Set when there is none left: then nothing is kept that is not needed. */
  isShort = false;

  constructor(limit = defaultLimit) {
    this.#limit = limit;
  }

  /** Events held one by one. */
  get held(): number {
    return this.#held;
  }

  hold(count: number): void {
    this.#held += count;
  }

  /** Sends of a truck that nobody waits for any more and that may be kept. */
  get settledSends(): number {
    if (this.isShort || this.#held >= this.#limit) return 0;
    return this.#held * 2 < this.#limit ? 256 : 16;
  }

  /** Log entries of a truck that are done and may be kept. */
  get doneEntries(): number {
    if (this.isShort || this.#held >= this.#limit) return 0;
    return this.#held * 2 < this.#limit ? 64 : 8;
  }
}
