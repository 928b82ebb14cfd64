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

  /** Whether half of the room is taken. */
  get isTight(): boolean {
    return this.isShort || this.#held * 2 >= this.#limit;
  }

  /** Events of a truck that may be kept whole though nobody waits for them. */
  get settled(): number {
    return this.isTight ? 1 : 32;
  }

  /** Payloads of a truck that may be kept of what is done. */
  get payloads(): number {
    if (this.isShort || this.#held >= this.#limit) return 0;
    return this.#held * 2 < this.#limit ? 256 : 16;
  }

  /** Places of a truck's entries that may be kept of what is done. */
  get places(): number {
    if (this.isShort || this.#held >= this.#limit) return 0;
    return this.#held * 2 < this.#limit ? 64 : 8;
  }

  /** Latest entries of a truck whose place in the log waits to be judged. */
  get entries(): number {
    if (this.isShort || this.#held >= this.#limit) return 0;
    return this.#held * 2 < this.#limit ? 16 : 4;
  }
}
