import type { HistoryRecord } from "../history/record.ts";
import { CausalQueue } from "./causal-queue.ts";
import type { Check, CheckFactory, EntryPlace, Moment } from "./check.ts";
import { ConsumerRecords } from "./consumer-records.ts";
import type { Entry } from "./entry.ts";
import type { Findings } from "./findings.ts";
import { IntervalSet } from "./interval-set.ts";
import type { KeyFacts } from "./key-facts.ts";
import type { RunFacts } from "./run-facts.ts";

/** A check's method for one type of record. */
interface Interest<Method> {
  readonly name: string;
  readonly see: Method;
}

/** Of consumers: `ConsumerRecords` knows what they say of whom. */
type OfConsumers = Extract<
  HistoryRecord,
  {
    readonly type:
      | "delivery"
      | "start"
      | "effect"
      | "abandon"
      | "commit"
      | "dead-letter"
      | "discard"
      | "crash";
  }
>;

type Event = "delivery" | "start" | "effect" | "abandon" | "entering" | "leaving";
type Interests = { [E in Event]: Interest<NonNullable<Check[E]>>[] };

/** Takes the records of one history: notes the facts each tells, then shows it to the checks that care for its type. */
export class Examination {
  readonly checks: readonly Check[];
  /** Checks that threw, with the error's message. */
  readonly failures = new Map<string, string>();
  readonly #run: RunFacts;
  readonly #queue: CausalQueue;
  readonly #consumers: ConsumerRecords;
  readonly #interests: Interests;
  /** Events that consumers had before they were sent, further than the queue reaches. */
  readonly #early = new Map<KeyFacts, IntervalSet>();

  constructor(factories: readonly CheckFactory[], findings: Findings, run: RunFacts) {
    this.checks = factories.map((create) => create(findings, run));
    this.#run = run;
    this.#interests = {
      delivery: interests(this.checks, "delivery"),
      start: interests(this.checks, "start"),
      effect: interests(this.checks, "effect"),
      abandon: interests(this.checks, "abandon"),
      entering: interests(this.checks, "entering"),
      leaving: interests(this.checks, "leaving"),
    };
    this.#consumers = new ConsumerRecords(run, findings, {
      delivery: (record, moment) => this.#show("delivery", record, moment),
      start: (record, moment) => this.#show("start", record, moment),
      effect: (record, moment) => this.#show("effect", record, moment),
      abandon: (record, moment) => this.#show("abandon", record, moment),
      entering: (entry, place) => this.#show("entering", entry, place),
      leaving: (entry, place) => this.#show("leaving", entry, place),
    });
    this.#queue = new CausalQueue(
      (record) => record.seq < 0 || run.isSent(record),
      (record) => this.#take(record),
      ({ key, seq }) => this.#noteEarly(run.key(key), seq),
    );
  }

  /** Records that wait for a send. */
  get waiting(): number {
    return this.#queue.size;
  }

  add(record: HistoryRecord): void {
    try {
      this.#run.clocks.take(record);
      this.#queue.add(record);
    } catch (error) {
      this.#fail("record keeping", error);
    }
  }

  close(): void {
    try {
      this.#queue.close();
      this.#consumers.close();
      this.#run.contradict();
    } catch (error) {
      this.#fail("record keeping", error);
    }
    for (const { name, close } of this.checks) {
      if (close === undefined || this.failures.has(name)) continue;
      try {
        close();
      } catch (error) {
        this.#fail(name, error);
      }
    }
  }

  #take(record: HistoryRecord): void {
    const run = this.#run;
    run.at += 1;
    switch (record.type) {
      case "send": {
        run.counts.sends += 1;
        const key = run.key(record.key);
        if (this.#early.size > 0 && this.#early.get(key)?.has(record.seq) === true) run.early += 1;
        key.send(record, run);
        return;
      }
      case "ack":
        run.counts.acks += 1;
        run.key(record.key).acknowledge(record, run.lanes.get(record.lane), run);
        return;
      case "uncertain":
        run.key(record.key).doubt(record, run);
        return;
      case "refused":
        run.key(record.key).refuse(record, run);
        return;
      case "lease":
        run.appRun(record.app).lease(record, run.lanes.get(record.lane));
        return;
      case "reshard":
        run.lanes.reshard(record);
        return;
      case "header":
        run.declare(record);
        return;
      case "end":
        run.finish(record);
        return;
      case "throttle":
      case "retry":
      case "retried":
        return;
      case "delivery":
      case "start":
      case "effect":
      case "abandon":
      case "commit":
      case "dead-letter":
      case "discard":
      case "crash":
        this.#takeOfConsumer(record);
    }
  }

  #takeOfConsumer(record: OfConsumers): void {
    switch (record.type) {
      case "delivery":
        this.#consumers.deliver(record);
        return;
      case "start":
        this.#consumers.start(record);
        return;
      case "effect":
        this.#consumers.effect(record);
        return;
      case "abandon":
        this.#consumers.abandon(record);
        return;
      case "commit":
        this.#consumers.commit(record);
        return;
      case "dead-letter":
      case "discard":
        this.#consumers.setAside(record);
        return;
      case "crash":
        this.#consumers.crash(record);
    }
  }

  #noteEarly(key: KeyFacts, seq: number): void {
    const seqs = this.#early.get(key) ?? new IntervalSet();
    this.#early.set(key, seqs);
    seqs.add(seq);
  }

  #show<E extends Event>(
    event: E,
    seen: Parameters<NonNullable<Check[E]>>[0],
    facts: Parameters<NonNullable<Check[E]>>[1],
  ): void {
    const interested = this.#interests[event] as unknown as readonly Interest<
      (seen: unknown, facts: Moment | EntryPlace) => void
    >[];
    for (let at = 0; at < interested.length; at += 1) {
      const { name, see } = interested[at]!;
      try {
        see(seen, facts);
      } catch (error) {
        this.#fail(name, error);
      }
    }
  }

  /** Notes the failure and leaves the check out from now on. */
  #fail(name: string, error: unknown): void {
    this.failures.set(name, error instanceof Error ? error.message : String(error));
    for (const list of Object.values(this.#interests)) {
      const at = list.findIndex((interest) => interest.name === name);
      if (at >= 0) list.splice(at, 1);
    }
  }
}

/** How the checks are told of what consumers recorded. */
export interface Witnesses {
  readonly delivery: NonNullable<Check["delivery"]>;
  readonly start: NonNullable<Check["start"]>;
  readonly effect: NonNullable<Check["effect"]>;
  readonly abandon: NonNullable<Check["abandon"]>;
  readonly entering: (entry: Entry, place: EntryPlace) => void;
  readonly leaving: (entry: Entry, place: EntryPlace) => void;
}

function interests<E extends Event>(
  checks: readonly Check[],
  event: E,
): Interest<NonNullable<Check[E]>>[] {
  return checks.flatMap((check) => {
    const see = check[event];
    return see === undefined ? [] : [{ name: check.name, see }];
  });
}
