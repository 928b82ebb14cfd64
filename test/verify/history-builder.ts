import type { HistoryRecord, LeaseStart } from "../../src/history/record.ts";

/** What the next records are about, until changed. */
interface Place {
  readonly key: string;
  readonly app: string;
  readonly consumer: string;
  readonly lane: string;
}

/** Trucks of hand-written histories, in fleet order: event `seq` of truck t has index `seq * 10 + t`. */
const trucks = ["truck_7", "truck_8", "truck_9"];

/** Writes a history by hand: one line per happening, the clock a millisecond further each time. Default position: 1000 + seq. */
export class HistoryBuilder {
  readonly records: HistoryRecord[] = [];
  #place: Place = { key: "truck_7", app: "map", consumer: "c1", lane: "shard-0" };

  /** Changes what the next records are about. */
  in(place: Partial<Place>): this {
    this.#place = { ...this.#place, ...place };
    return this;
  }

  sent(...seqs: number[]): this {
    for (const seq of seqs) {
      const { key, index } = this.#event(seq);
      const due = { dueMs: seq, atMs: this.records.length };
      this.records.push({ type: "send", key, seq, index, ...due, bytes: 100, checksum: seq + 1 });
    }
    return this;
  }

  acked(seq: number, position = `${1000 + seq}`): this {
    const { key, lane } = this.#place;
    this.records.push({ type: "ack", key, seq, atMs: this.records.length, lane, position });
    return this;
  }

  refused(seq: number): this {
    const { key } = this.#place;
    const fate = { atMs: this.records.length, reason: "throttled" };
    this.records.push({ type: "refused", key, seq, ...fate });
    return this;
  }

  uncertain(seq: number): this {
    const { key } = this.#place;
    const fate = { atMs: this.records.length, reason: "timeout" };
    this.records.push({ type: "uncertain", key, seq, ...fate });
    return this;
  }

  /** Sent and acknowledged. */
  stored(...seqs: number[]): this {
    for (const seq of seqs) this.sent(seq).acked(seq);
    return this;
  }

  delivered(
    seq: number,
    position?: string,
    payload: { intact?: boolean; bytes?: number } = {},
  ): this {
    const event = this.#event(seq, position);
    const as = { bytes: 100, checksum: seq + 1, intact: true, ...payload };
    this.records.push({ type: "delivery", ...event, ...as });
    return this;
  }

  started(seq: number, position?: string): this {
    this.records.push({ type: "start", ...this.#event(seq, position) });
    return this;
  }

  completed(seq: number, position?: string): this {
    this.records.push({ type: "effect", ...this.#event(seq, position) });
    return this;
  }

  abandoned(seq: number, position?: string): this {
    this.records.push({ type: "abandon", ...this.#event(seq, position), reason: "crash" });
    return this;
  }

  processed(seq: number, position?: string): this {
    return this.started(seq, position).completed(seq, position);
  }

  /** Delivered and processed. */
  consumed(...seqs: number[]): this {
    for (const seq of seqs) this.delivered(seq).processed(seq);
    return this;
  }

  resharded(parents: readonly string[], children: readonly string[]): this {
    this.records.push({ type: "reshard", atMs: this.records.length, parents, children });
    return this;
  }

  /** The application takes a lease on the lane. */
  leased(
    from: LeaseStart = "trim-horizon",
    at: { fromMs?: number; fromPosition?: string } = {},
  ): this {
    const { app, consumer, lane } = this.#place;
    const atMs = this.records.length;
    this.records.push({ type: "lease", app, consumer, lane, action: "taken", from, ...at, atMs });
    return this;
  }

  /** A checkpoint at a position. */
  checkpointed(position: string): this {
    const { app, consumer, lane } = this.#place;
    const atMs = this.records.length;
    this.records.push({ type: "commit", app, consumer, lane, position, scope: "through", atMs });
    return this;
  }

  deleted(seq: number, at?: string): this {
    const { key, lane, app, consumer, position } = this.#event(seq, at);
    const atMs = this.records.length;
    const who = { app, consumer, lane, position };
    this.records.push({ type: "commit", ...who, scope: "event", key, seq, atMs });
    return this;
  }

  deadLettered(seq: number): this {
    const { key, app } = this.#place;
    const atMs = this.records.length;
    this.records.push({ type: "dead-letter", app, key, seq, reason: "poison", atMs });
    return this;
  }

  discarded(seq: number): this {
    const { key, app, consumer } = this.#place;
    const atMs = this.records.length;
    this.records.push({ type: "discard", app, consumer, key, seq, reason: "poison", atMs });
    return this;
  }

  /** By the producer. */
  givenUp(seq: number): this {
    const { key, app } = this.#place;
    const atMs = this.records.length;
    this.records.push({ type: "discard", app, key, seq, reason: "refused", atMs });
    return this;
  }

  crashed(consumer = this.#place.consumer): this {
    const { app } = this.#place;
    this.records.push({ type: "crash", app, consumer, atMs: this.records.length });
    return this;
  }

  /** The end record: drained and not interrupted unless told otherwise. */
  end(how: { drained?: boolean; interrupted?: boolean } = {}): HistoryRecord[] {
    const atMs = this.records.length;
    const fate = { offered: 1, sendingMs: atMs, drained: true, interrupted: false, ...how };
    this.records.push({ type: "end", atMs, ...fate });
    return this.records;
  }

  #event(seq: number, position = `${1000 + seq}`) {
    const { key } = this.#place;
    const index = seq * 10 + Math.max(0, trucks.indexOf(key));
    return { ...this.#place, seq, index, position, atMs: this.records.length };
  }
}

export function history(): HistoryBuilder {
  return new HistoryBuilder();
}
