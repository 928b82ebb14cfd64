/** Events remembered in all before fewer are kept per truck. */
const defaultLimit = 1 << 19;

/** Trucks at hand before any is packed, from then on, and when there is no memory left. */
const defaultKeys = 1 << 16;
const crowdedKeys = 1 << 14;
const shortKeys = 1 << 10;

/**
 * How many events may be remembered one by one. What is under way always is, and of what is done the last few of each truck: fewer
 * when there are many trucks. So memory is proportional to trucks and to what is under way, never to events.
 */
export class Memory {
  readonly #limit: number;
  readonly #keys: number;
  #held = 0;
  /** Set when trucks are packed: of what is done nothing is remembered then. */
  isCrowded = false;
  /** Set when there is none left: then nothing is kept that is not needed. */
  isShort = false;

  constructor(limit = defaultLimit, keys = defaultKeys) {
    this.#limit = limit;
    this.#keys = keys;
  }

  /** Events held one by one. */
  get held(): number {
    return this.#held;
  }

  hold(count: number): void {
    this.#held += count;
  }

  /** Trucks that are at hand; of more, those not used lately are packed, and then fewer are at hand: so garbage is young when it dies. */
  get keys(): number {
    if (this.isShort) return Math.min(this.#keys, shortKeys);
    return this.isCrowded ? Math.min(this.#keys, crowdedKeys) : this.#keys;
  }

  /** Whether there is room for all that one may want to remember, also of trucks that are packed. */
  get isEndless(): boolean {
    return this.#limit === Infinity;
  }

  /** Whether half of the room is taken. */
  get isTight(): boolean {
    return this.isShort || this.#held * 2 >= this.#limit || (this.isCrowded && !this.isEndless);
  }

  /** Events of a truck that may be kept whole though nobody waits for them. */
  get settled(): number {
    return this.isTight ? 1 : 32;
  }

  /** Payloads of a truck that may be kept of what is done. */
  get payloads(): number {
    if (this.#isFull) return 0;
    return this.#held * 2 < this.#limit ? 256 : 16;
  }

  /** Places of a truck's entries that may be kept of what is done. */
  get places(): number {
    if (this.#isFull) return 0;
    return this.#held * 2 < this.#limit ? 64 : 8;
  }

  /** Latest entries of a truck whose place in the log waits to be judged. */
  get entries(): number {
    if (this.#isFull) return 0;
    return this.#held * 2 < this.#limit ? 16 : 4;
  }

  get #isFull(): boolean {
    return this.isShort || this.#held >= this.#limit || (this.isCrowded && !this.isEndless);
  }
}
