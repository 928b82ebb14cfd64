import type { AckRecord, SendRecord } from "../history/record.ts";

/** Settled events that stay remembered per truck: a redelivery is compared with them. */
const keep = 256;

/** An event that was sent, and where the broker put it. */
export interface SentEvent {
  readonly seq: number;
  /** Of the first send that was not refused for certain. */
  sentAtMs: number;
  readonly bytes: number;
  readonly checksum: number;
  /** Whether it was sent again with another payload: either may arrive. */
  isMixed: boolean;
  /** Whether every attempt so far was refused. */
  isRefused: boolean;
  /** The first acknowledgement. */
  ack: AckRecord | undefined;
}

/**
 * The events of a truck that are under way, and the last few that are not: what was sent, when, and where the broker put it.
 *
 * Sorted by seq. An event is settled when nobody waits for it any more; when the list has doubled since the last time, all settled
 * ones but the latest 256 are dropped. So memory is proportional to what is under way, at constant cost per event.
 */
export class SentEvents {
  #events: SentEvent[] = [];
  #crowd = 2 * keep;

  get size(): number {
    return this.#events.length;
  }

  /** Whether it is time for `drop`. */
  get isCrowded(): boolean {
    return this.#events.length >= this.#crowd;
  }

  add({ seq, atMs, bytes, checksum }: SendRecord): void {
    const events = this.#events;
    const last = events.at(-1);
    const at = last === undefined || seq > last.seq ? events.length : this.#placeOf(seq);
    const known = events[at];
    if (known?.seq !== seq) {
      const event: SentEvent = {
        seq,
        sentAtMs: atMs,
        bytes,
        checksum,
        isMixed: false,
        isRefused: false,
        ack: undefined,
      };
      if (at === events.length) events.push(event);
      else events.splice(at, 0, event);
      return;
    }
    if (known.isRefused) known.sentAtMs = atMs;
    known.isRefused = false;
    if (known.bytes !== bytes || known.checksum !== checksum) known.isMixed = true;
  }

  acknowledge(record: AckRecord): void {
    const event = this.find(record.seq);
    if (event !== undefined) event.ack ??= record;
  }

  refuse(seq: number): void {
    const event = this.find(seq);
    if (event !== undefined) event.isRefused = true;
  }

  find(seq: number): SentEvent | undefined {
    const events = this.#events;
    const last = events.at(-1);
    if (last === undefined || seq > last.seq) return undefined;
    // Where no seq is missing, an event stands as far from the end as its seq does.
    const guess = events[events.length - 1 - (last.seq - seq)];
    if (guess?.seq === seq) return guess;
    const found = events[this.#placeOf(seq)];
    return found?.seq === seq ? found : undefined;
  }

  /** Events from one seq to another, both included, that are still remembered. */
  *between(from: number, to: number): Generator<SentEvent> {
    for (let at = this.#placeOf(from); at < this.#events.length; at += 1) {
      const event = this.#events[at]!;
      if (event.seq > to) return;
      yield event;
    }
  }

  drop(isSettled: (event: SentEvent) => boolean): void {
    const lateFrom = this.#events.length - keep;
    this.#events = this.#events.filter((event, at) => at >= lateFrom || !isSettled(event));
    this.#crowd = 2 * Math.max(keep, this.#events.length);
  }

  /** Index of the first event that is not before the seq. */
  #placeOf(seq: number): number {
    let low = 0;
    let high = this.#events.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#events[middle]!.seq < seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
