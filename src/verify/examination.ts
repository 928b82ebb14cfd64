import type {
  AbandonRecord,
  DeliveryRecord,
  EffectRecord,
  HistoryRecord,
  StartRecord,
} from "../history/record.ts";
import type { Check, CheckFactory, Moment } from "./check.ts";
import type { Findings } from "./findings.ts";
import { isAfter, isDecimal } from "./position.ts";
import type { AppFacts, RunFacts } from "./run-facts.ts";

/** What was looked at, and what broke while looking. */
export interface Outcome {
  readonly records: number;
  readonly sends: number;
  readonly deliveries: number;
  readonly effects: number;
  /** Checks that threw, with the error's message. */
  readonly failures: ReadonlyMap<string, string>;
}

/** A check's method for one type of record. */
interface Interest<Method> {
  readonly name: string;
  readonly see: Method;
}

type Event = "refused" | "delivery" | "start" | "effect" | "abandon";
type Interests = { [E in Event]: Interest<NonNullable<Check[E]>>[] };

/** Takes the records of one history: notes the facts each tells, then shows it to the checks that care for its type. */
export class Examination {
  readonly #run: RunFacts;
  readonly #closing: Interest<() => void>[];
  readonly #interests: Interests;
  readonly #failures = new Map<string, string>();
  #sends = 0;
  #deliveries = 0;
  #effects = 0;

  constructor(factories: readonly CheckFactory[], findings: Findings, run: RunFacts) {
    const checks = factories.map((create) => create(findings, run));
    this.#run = run;
    this.#closing = interests(checks, "close");
    this.#interests = {
      refused: interests(checks, "refused"),
      delivery: interests(checks, "delivery"),
      start: interests(checks, "start"),
      effect: interests(checks, "effect"),
      abandon: interests(checks, "abandon"),
    };
  }

  get outcome(): Outcome {
    return {
      records: this.#run.at,
      sends: this.#sends,
      deliveries: this.#deliveries,
      effects: this.#effects,
      failures: this.#failures,
    };
  }

  add(record: HistoryRecord): void {
    this.#run.at += 1;
    try {
      this.#take(record);
    } catch (error) {
      this.#fail("record keeping", error);
    }
  }

  close(): void {
    for (const { name, see } of this.#closing) {
      if (this.#failures.has(name)) continue;
      try {
        see();
      } catch (error) {
        this.#fail(name, error);
      }
    }
  }

  #take(record: HistoryRecord): void {
    const run = this.#run;
    switch (record.type) {
      case "send": {
        this.#sends += 1;
        const key = run.key(record.key);
        key.sends.send(record.seq);
        if (key.events.isCrowded) key.events.drop((event) => run.isSettled(key, event));
        key.events.add(record);
        return;
      }
      case "ack": {
        const key = run.key(record.key);
        key.sends.ack(record.seq);
        key.events.acknowledge(record);
        return;
      }
      case "uncertain":
        run.key(record.key).sends.uncertainty(record.seq);
        return;
      case "refused": {
        const key = run.key(record.key);
        key.sends.refuse(record.seq);
        if (key.sends.refused.has(record.seq)) key.events.refuse(record.seq);
        this.#show(this.#interests.refused, record, key);
        return;
      }
      case "delivery":
        this.#deliver(record);
        return;
      case "start":
        this.#show(this.#interests.start, record, this.#momentOf(record));
        return;
      case "effect":
        this.#effects += 1;
        this.#show(this.#interests.effect, record, this.#momentOf(record));
        return;
      case "abandon":
        this.#show(this.#interests.abandon, record, this.#momentOf(record));
        return;
      case "reshard":
        run.lineage.add(record);
        return;
      case "lease":
        run.appRun(record.app).lease(record);
        return;
      case "crash":
        run.crashes.add(record.app, record.consumer, run.at);
        return;
      case "end":
        run.end = record;
        return;
      case "commit":
      case "throttle":
      case "retry":
      case "retried":
        return;
    }
  }

  #deliver(record: DeliveryRecord): void {
    this.#deliveries += 1;
    const { app: appName, position, seq } = record;
    const key = this.#run.key(record.key);
    const app = this.#run.app(key, appName);
    const { order } = app;
    const intent = order.intentOf(record);
    const lane = order.lane(record.lane);
    const isNewPosition = lane.see(position);
    const previousMax = app.delivered.max;
    const isFirst = app.delivered.add(seq);
    const entry = isFirst ? undefined : order.entry(intent);
    const isSent = key.sends.sent.has(seq);
    key.delivered.add(seq);
    app.run.receive(record);
    if (isSent) reach(record, app);
    const moment = {
      at: this.#run.at,
      key,
      app,
      order,
      intent,
      isSent,
      isFirst,
      entry,
      lane,
      previousMax,
      isNewPosition,
    };
    this.#show(this.#interests.delivery, record, moment);
    if (!isSent) return;
    if (isFirst) order.setEntry(intent, record);
    else if (entry?.lane === record.lane && lane.hasLogOrder && isAfter(entry.position, position)) {
      order.setEntry(intent, record);
    }
  }

  #momentOf(record: StartRecord | EffectRecord | AbandonRecord): Moment {
    const key = this.#run.key(record.key);
    const app = this.#run.app(key, record.app);
    const { order, completed } = app;
    const intent = order.intentOf(record);
    const isFirst =
      record.type === "effect" ? completed.add(record.seq) : !completed.has(record.seq);
    let entry = order.entry(intent);
    const lane = order.lane((entry ?? record).lane);
    if (entry === undefined) {
      lane.seeKind(record.position);
      if (isFirst) entry = lane.open.find(intent, record)?.entry;
    }
    return {
      at: this.#run.at,
      key,
      app,
      order,
      intent,
      isSent: key.sends.sent.has(record.seq),
      isFirst,
      entry,
      lane,
      previousMax: -1,
      isNewPosition: false,
    };
  }

  #show<Seen, Facts>(
    interested: readonly Interest<(record: Seen, facts: Facts) => void>[],
    record: Seen,
    facts: Facts,
  ): void {
    for (let at = 0; at < interested.length; at += 1) {
      const { name, see } = interested[at]!;
      try {
        see(record, facts);
      } catch (error) {
        this.#fail(name, error);
      }
    }
  }

  /** Notes the failure and leaves the check out from now on. */
  #fail(name: string, error: unknown): void {
    this.#failures.set(name, error instanceof Error ? error.message : String(error));
    for (const list of Object.values(this.#interests)) {
      const at = list.findIndex((interest) => interest.name === name);
      if (at >= 0) list.splice(at, 1);
    }
  }
}

/** Notes how far an application has come in a lane with a truck. */
function reach({ lane, position }: DeliveryRecord, { reached }: AppFacts): void {
  const before = reached.get(lane);
  const isComparable = isDecimal(position);
  if (before === undefined) reached.set(lane, { position: isComparable ? position : undefined });
  else if (!isComparable) before.position = undefined;
  else if (before.position !== undefined && isAfter(position, before.position)) {
    before.position = position;
  }
}

function interests<E extends keyof Check>(
  checks: readonly Check[],
  event: E,
): Interest<NonNullable<Check[E]>>[] {
  return checks.flatMap((check) => {
    const see = check[event];
    return see === undefined ? [] : [{ name: check.name, see }];
  });
}
