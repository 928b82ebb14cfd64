import { SeqSet } from "../metrics/seq-set.ts";

/**
 * Which events an application has done, kept with their effects in its own store: a conditional write that is refused where the event
 * is there already. It outlives the consumers, and is part of the run: asking it takes no time.
 */
export class DoneEvents {
  readonly #done = new Map<string, SeqSet>();

  has(key: string, seq: number): boolean {
    return this.#done.get(key)?.has(seq) ?? false;
  }

  /** The effect is written; false when it was there already. */
  add(key: string, seq: number): boolean {
    const seqs = this.#done.get(key) ?? new SeqSet();
    this.#done.set(key, seqs);
    return seqs.add(seq);
  }
}
