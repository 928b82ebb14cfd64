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
  readonly #acknowledged = new Set<string>();
  /** Done before the acknowledgement came back to the producer. */
  readonly #doneEarly = new Set<string>();

  acknowledge(id: string): void {
    if (!this.#doneEarly.delete(id)) this.#acknowledged.add(id);
  }

  done(id: string, underWay: boolean): void {
    if (!this.#acknowledged.delete(id) && underWay) this.#doneEarly.add(id);
  }

  get isEmpty(): boolean {
    return this.#acknowledged.size === 0;
  }
}

export function followOutstanding(apps: readonly string[]): Outstanding {
  const outstanding = new Map(apps.map((app) => [app, new Unmet()]));
  /** Sends not acknowledged yet: their events may be done before the producer hears of it. */
  const underWay = new Set<string>();
  let lastActivityMs = 0;
  const add = (record: HistoryRecord): void => {
    if (record.type === "send") {
      underWay.add(idOf(record));
      return;
    }
    if (record.type === "ack") {
      underWay.delete(idOf(record));
      for (const open of outstanding.values()) open.acknowledge(idOf(record));
    } else if (isEnd(record)) {
      outstanding.get(record.app)?.done(idOf(record), underWay.has(idOf(record)));
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

function idOf(record: { readonly key: string; readonly seq: number }): string {
  return `${record.key}#${record.seq}`;
}
