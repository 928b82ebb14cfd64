import type { HistoryRecord, HistorySink } from "../history/record.ts";

/** Follows a run while it lasts, to know when there is nothing left to wait for. */
export interface Outstanding extends HistorySink {
  /** Whether this application has done everything that was acknowledged so far. */
  readonly caughtUp: (app: string) => boolean;
  /** When something was last acknowledged, delivered or done. */
  readonly lastActivityMs: () => number;
}

/** Acknowledged and done events of one application that have not met yet; memory is the backlog. */
class Unmet {
  readonly #acknowledged = new EventSet();
  /** Done before the acknowledgement came back to the producer. */
  readonly #doneEarly = new EventSet();

  acknowledge(event: EventId): void {
    if (!this.#doneEarly.delete(event)) this.#acknowledged.add(event);
  }

  done(event: EventId, underWay: EventSet): void {
    if (!this.#acknowledged.delete(event) && underWay.has(event)) this.#doneEarly.add(event);
  }

  get isEmpty(): boolean {
    return this.#acknowledged.isEmpty;
  }
}

/** Which event, of all of a run. */
interface EventId {
  readonly key: string;
  readonly seq: number;
}

/** Events, key by key: one of a key is its seq, more are a set of them. */
class EventSet {
  readonly #seqs = new Map<string, number | Set<number>>();

  get isEmpty(): boolean {
    return this.#seqs.size === 0;
  }

  add({ key, seq }: EventId): void {
    const seqs = this.#seqs.get(key);
    if (seqs === undefined) this.#seqs.set(key, seq);
    else if (typeof seqs === "object") seqs.add(seq);
    else if (seqs !== seq) this.#seqs.set(key, new Set([seqs, seq]));
  }

  has({ key, seq }: EventId): boolean {
    const seqs = this.#seqs.get(key);
    return typeof seqs === "object" ? seqs.has(seq) : seqs === seq;
  }

  /** False if it was not there. */
  delete({ key, seq }: EventId): boolean {
    const seqs = this.#seqs.get(key);
    if (typeof seqs !== "object") return seqs === seq && this.#seqs.delete(key);
    if (!seqs.delete(seq)) return false;
    if (seqs.size === 0) this.#seqs.delete(key);
    return true;
  }
}

export function followOutstanding(apps: readonly string[]): Outstanding {
  const outstanding = new Map(apps.map((app) => [app, new Unmet()]));
  /** Sends not acknowledged yet: their events may be done before the producer hears of it. */
  const underWay = new EventSet();
  let lastActivityMs = 0;
  const add = (record: HistoryRecord): void => {
    if (record.type === "send") {
      underWay.add(record);
      return;
    }
    if (record.type === "ack") {
      underWay.delete(record);
      for (const open of outstanding.values()) open.acknowledge(record);
    } else if (isEnd(record)) {
      outstanding.get(record.app)?.done(record, underWay);
    } else if (record.type !== "delivery") return;
    lastActivityMs = record.atMs;
  };
  return {
    add,
    caughtUp: (app) => outstanding.get(app)?.isEmpty ?? true,
    lastActivityMs: () => lastActivityMs,
  };
}

/** What an application has done with an event for good. */
function isEnd(record: HistoryRecord) {
  return record.type === "effect" || record.type === "dead-letter" || record.type === "discard";
}
