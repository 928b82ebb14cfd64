import { IntervalSet } from "./interval-set.ts";

/** Events re-sent while an attempt was under way that are remembered per truck. */
const maxOverlapping = 1024;

/**
 * What is known of the sends of one truck.
 *
 * An event may be sent several times. `acked`: some attempt was acknowledged. `refused`: every attempt so far was refused for
 * certain, so it cannot be in the log. An event in neither may be there or not (uncertain, or no outcome recorded).
 * Attempts are counted only where two of one event are under way at once; of more than 1,024 such events at a time the
 * outcome is taken as uncertain.
 */
export class SendFacts {
  readonly sent = new IntervalSet();
  readonly acked = new IntervalSet();
  readonly refused = new IntervalSet();
  readonly uncertain = new IntervalSet();
  /** Attempts without an outcome, for events that have, or had, more than one. */
  readonly #underWay = new Map<number, number>();

  get size(): number {
    const { sent, acked, refused, uncertain } = this;
    const sets = [sent, acked, refused, uncertain];
    return sets.reduce((sum, set) => sum + set.intervalCount, this.#underWay.size);
  }

  /** Whether all of it is remembered. */
  get isCertain(): boolean {
    return this.sent.certainFrom + this.acked.certainFrom + this.refused.certainFrom === 0;
  }

  send(seq: number): void {
    const isNew = this.sent.add(seq);
    if (this.refused.intervalCount > 0 && this.refused.remove(seq)) return;
    if (isNew) return;
    if (this.acked.has(seq) || this.uncertain.has(seq)) return;
    if (this.#underWay.size >= maxOverlapping) this.uncertain.add(seq);
    else this.#underWay.set(seq, (this.#underWay.get(seq) ?? 1) + 1);
  }

  /** True for the event's first acknowledgement. */
  ack(seq: number): boolean {
    this.#settle(seq);
    return this.acked.add(seq);
  }

  uncertainty(seq: number): void {
    this.#settle(seq);
    this.uncertain.add(seq);
  }

  refuse(seq: number): void {
    if (this.acked.has(seq) || this.uncertain.has(seq)) return;
    const underWay = this.#underWay.get(seq) ?? 1;
    if (underWay > 1) {
      this.#underWay.set(seq, underWay - 1);
      return;
    }
    this.#underWay.delete(seq);
    this.refused.add(seq);
  }

  /** From now on the event may be in the log. */
  #settle(seq: number): void {
    if (this.#underWay.size > 0) this.#underWay.delete(seq);
    if (this.refused.intervalCount > 0) this.refused.remove(seq);
  }
}
