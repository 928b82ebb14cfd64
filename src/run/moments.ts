import type { HistoryRecord, HistorySink } from "../history/record.ts";
import type { ResolvedCondition } from "../scenario/resolved.ts";
import { isAfter } from "../verify/position.ts";

/** A condition that somebody waits for. */
interface Awaited {
  readonly condition: ResolvedCondition;
  /** Only of this consumer. */
  readonly consumer: string | undefined;
  readonly happened: () => void;
  left: number;
}

/** What a record tells of a moment. */
interface Seen {
  readonly event: ResolvedCondition["event"];
  readonly app?: string;
  readonly consumer?: string;
  readonly key?: string;
}

/** Sees a run go by, and says when the moment has come that a fault waits for: at once, before anything else can happen. */
export class Moments implements HistorySink {
  readonly #awaited = new Set<Awaited>();
  /** Events committed before their effect. */
  readonly #ahead = new Set<string>();
  /** Position up to which each application has committed each lane. */
  readonly #through = new Map<string, string>();

  /** Calls back once, in the middle of what makes the condition true. */
  await(condition: ResolvedCondition, consumer: string | undefined, happened: () => void): void {
    this.#awaited.add({ condition, consumer, happened, left: condition.count });
  }

  readonly add = (record: HistoryRecord): void => {
    if (this.#awaited.size === 0) return;
    if (record.type === "commit") {
      const lane = `${record.app} ${record.lane}`;
      if (record.scope === "through") this.#through.set(lane, record.position);
      else this.#ahead.add(`${lane} ${record.position}`);
    } else if (record.type === "start") {
      const { app, consumer: worker, key } = record;
      this.#see({ event: "begun", app, consumer: worker.split("/")[0]!, key });
    } else if (record.type === "effect") {
      const { app, consumer: worker, key, lane, position = "" } = record;
      const consumer = worker.split("/")[0]!;
      this.#see({ event: "handled", app, consumer, key });
      if (!this.#isCommitted(`${app} ${lane}`, position)) {
        this.#see({ event: "handled-not-committed", app, consumer, key });
      }
    }
  };

  lostResponse(): void {
    this.#see({ event: "lost-response" });
  }

  #isCommitted(lane: string, position: string): boolean {
    const through = this.#through.get(lane);
    if (through !== undefined && !isAfter(position, through)) return true;
    return this.#ahead.delete(`${lane} ${position}`);
  }

  #see(seen: Seen): void {
    for (const awaited of this.#awaited) {
      if (!fits(awaited, seen)) continue;
      awaited.left -= 1;
      if (awaited.left > 0) continue;
      this.#awaited.delete(awaited);
      awaited.happened();
    }
  }
}

function fits({ condition, consumer }: Awaited, seen: Seen): boolean {
  if (condition.event !== seen.event) return false;
  // Whose response was lost is not known here.
  if (seen.app === undefined) return true;
  if (condition.app !== undefined && condition.app !== seen.app) return false;
  if (condition.key !== undefined && condition.key !== seen.key) return false;
  return consumer === undefined || consumer === seen.consumer;
}
