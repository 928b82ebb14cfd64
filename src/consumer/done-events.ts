import { hasSeq, type SeqSet, withNew } from "../metrics/seq-set.ts";

/**
 * Which events an application has done, kept with their effects in its own store: a conditional write that is refused where the event
 * is there already. It outlives the consumers, and is part of the run: asking it takes no time.
 */
export class DoneEvents {
  readonly #done = new Map<string, SeqSet>();

  has(key: string, seq: number): boolean {
    return hasSeq(this.#done.get(key) ?? 0, seq);
  }

  /** The effect is written; false when it was there already. */
  add(key: string, seq: number): boolean {
    const more = withNew(this.#done.get(key) ?? 0, seq);
    if (more === undefined) return false;
    this.#done.set(key, more);
    return true;
  }
}
