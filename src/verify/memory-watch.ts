import type { Memory } from "./memory.ts";

/** Records between two looks at how much memory is left. */
const lookEvery = 1024;
/** Looks in a row without memory after which it is at its end. */
const mostLooks = 3;

/** Looks now and then whether memory runs out: at first less is remembered, then nothing more is taken. */
export class MemoryWatch {
  readonly #memory: Memory;
  readonly #isShort: (() => boolean) | undefined;
  #records = 0;
  #shortLooks = 0;

  constructor(memory: Memory, isShort: (() => boolean) | undefined) {
    this.#memory = memory;
    this.#isShort = isShort;
  }

  /** Asked after each record: whether there is no memory left for another. */
  isOut(): boolean {
    this.#records += 1;
    if (this.#records % lookEvery !== 0 || this.#isShort === undefined) return false;
    if (!this.#isShort()) {
      this.#shortLooks = 0;
      return false;
    }
    this.#shortLooks += 1;
    const wasShort = this.#memory.isShort;
    this.#memory.isShort = true;
    return wasShort && this.#shortLooks >= mostLooks;
  }
}
