import type {
  AckRecord,
  EndRecord,
  HistoryRecord,
  RefusedRecord,
  SendRecord,
  UncertainRecord,
} from "../history/record.ts";
import { Audience } from "./audience.ts";
import { CausalQueue } from "./causal-queue.ts";
import type { Check, CheckFactory } from "./check.ts";
import { ConsumerRecords } from "./consumer-records.ts";
import type { Findings } from "./findings.ts";
import { IntervalSet } from "./interval-set.ts";
import type { KeyFacts } from "./key-facts.ts";
import type { RunFacts } from "./run-facts.ts";
import type { StraightWay } from "./straight-way.ts";

/** Takes the records of one history: notes the facts each tells, then shows it to the checks that care for its type. */
export class Examination {
  readonly checks: readonly Check[];
  readonly #run: RunFacts;
  readonly #queue: CausalQueue;
  readonly #consumers: ConsumerRecords;
  readonly #audience: Audience;
  /** For trucks of which no check has anything to say; undefined where that cannot be known. */
  readonly #straight: StraightWay | undefined;
  /** Events that consumers had before they were sent, further than the queue reaches. */
  readonly #early = new Map<string, IntervalSet>();

  constructor(
    factories: readonly CheckFactory[],
    findings: Findings,
    run: RunFacts,
    straight: StraightWay | undefined,
  ) {
    this.checks = factories.map((create) => create(findings, run));
    this.#run = run;
    this.#straight = straight;
    this.#audience = new Audience(this.checks);
    this.#consumers = new ConsumerRecords(run, findings, this.#audience);
    this.#queue = new CausalQueue(
      (record) => record.seq < 0 || run.isSent(record.key, record.seq),
      (record) => this.#takeConsumers(record),
      ({ key, seq }) => this.#noteEarly(key, seq),
    );
  }

  /** Checks that threw, with the error's message. */
  get failures(): ReadonlyMap<string, string> {
    return this.#audience.failures;
  }

  /** Records that wait for a send. */
  get waiting(): number {
    return this.#queue.size;
  }

  add(record: HistoryRecord): void {
    try {
      this.#take(record);
    } catch (error) {
      this.#audience.fail("record keeping", error);
    }
  }

  close(): void {
    try {
      this.#queue.close();
      this.#consumers.close();
      this.#run.contradict();
    } catch (error) {
      this.#audience.fail("record keeping", error);
    }
    for (const { name, close } of this.checks) {
      if (close === undefined || this.failures.has(name)) continue;
      try {
        close();
      } catch (error) {
        this.#audience.fail(name, error);
      }
    }
  }

  /** Each type has its own lines, though some are alike: so the engine sees one shape of record in each. */
  #take(record: HistoryRecord): void {
    const run = this.#run;
    switch (record.type) {
      case "send":
        run.clocks.tick(record.atMs, record.recorder, "send");
        if (!this.#isCalm || this.#straight?.send(record) !== true) this.#send(record);
        return;
      case "ack":
        run.clocks.tick(record.atMs, record.recorder, "ack");
        if (this.#straight?.acknowledge(record) !== true) this.#acknowledge(record);
        return;
      case "delivery":
        run.clocks.tick(record.atMs, record.recorder, "delivery");
        if (this.#isCalm && this.#straight?.deliver(record) === true) return;
        if (this.#mayPass(record.key, record.seq)) this.#consumers.deliver(record);
        else this.#queue.add(record);
        return;
      case "start":
        run.clocks.tick(record.atMs, record.recorder, "start");
        if (this.#isCalm && this.#straight?.start(record) === true) return;
        if (this.#mayPass(record.key, record.seq)) this.#consumers.start(record);
        else this.#queue.add(record);
        return;
      case "effect":
        run.clocks.tick(record.atMs, record.recorder, "effect");
        if (this.#isCalm && this.#straight?.effect(record) === true) return;
        if (this.#mayPass(record.key, record.seq)) this.#consumers.effect(record);
        else this.#queue.add(record);
        return;
      case "header":
        run.at += 1;
        run.clocks.declare(record);
        run.declare(record);
        return;
      case "uncertain":
      case "refused":
      case "end":
        this.#takeRare(record);
        return;
      case "abandon":
      case "commit":
      case "lease":
      case "crash":
      case "dead-letter":
      case "discard":
      case "reshard":
      case "pause":
      case "throttle":
      case "retry":
      case "retried":
        run.clocks.tick(record.atMs, record.recorder, record.type);
        if (record.type === "commit" && this.#isCalm && this.#straight?.commit(record) === true)
          return;
        this.#queue.add(record);
    }
  }

  #send(record: SendRecord): void {
    const run = this.#run;
    run.at += 1;
    run.counts.sends += 1;
    const key = run.key(record.key);
    if (this.#early.size > 0 && this.#early.get(record.key)?.has(record.seq) === true)
      run.early += 1;
    if (this.#queue.size > 0 || key.refused !== undefined) this.#compareWithAhead(record, key);
    key.send(record, run);
    this.#queue.move();
  }

  #acknowledge(record: AckRecord): void {
    const run = this.#run;
    run.at += 1;
    run.counts.acks += 1;
    const key = run.key(record.key);
    key.acknowledge(record, run.lanes.get(record.lane, key.lane), run);
  }

  /** Whether nothing waits for a send, and nothing ever waited in vain. */
  get #isCalm(): boolean {
    return this.#queue.size === 0 && this.#early.size === 0;
  }

  /** Whether a consumer's record need not wait. */
  #mayPass(key: string, seq: number): boolean {
    return this.#queue.size === 0 && (this.#run.isSent(key, seq) || seq < 0);
  }

  #takeRare(record: UncertainRecord | RefusedRecord | EndRecord): void {
    const run = this.#run;
    run.clocks.tick(record.atMs, record.recorder, record.type);
    run.at += 1;
    switch (record.type) {
      case "uncertain":
        run.key(record.key).doubt(record, run);
        return;
      case "refused":
        run.key(record.key).refuse(record, run);
        return;
      case "end":
        run.clocks.end(record);
        run.finish(record);
    }
  }

  /** Takes what may have had to wait. */
  #takeConsumers(record: HistoryRecord): void {
    const run = this.#run;
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
      case "lease":
        run.at += 1;
        run.appRun(record.app).lease(record, run.lanes.get(record.lane), run.at);
        return;
      case "crash":
        this.#consumers.crash(record);
        return;
      case "reshard":
        run.at += 1;
        run.lanes.reshard(record);
        return;
      case "pause":
      case "throttle":
      case "retry":
      case "retried":
        run.at += 1;
        return;
      case "header":
      case "send":
      case "ack":
      case "uncertain":
      case "refused":
      case "end":
        throw new Error(`a record of type ${record.type} does not wait`);
    }
  }

  /** What consumers had of an event before it was sent cannot be, where clocks or the order of a recorder's records tell. */
  #compareWithAhead(send: SendRecord, key: KeyFacts): void {
    const run = this.#run;
    const ahead = this.#queue.takeAhead(send.key, send.seq);
    const isImpossible =
      ahead.some((record) => run.clocks.isSurelyBefore(record, send)) ||
      (!run.clocks.isMany && key.isReceivedThoughRefused(send.seq));
    if (!isImpossible) return;
    const example = `${send.key} #${send.seq}, sent at ${send.atMs} ms`;
    run.contradictions.add("events that consumers had before they were sent", example);
  }

  #noteEarly(key: string, seq: number): void {
    const seqs = this.#early.get(key) ?? new IntervalSet();
    this.#early.set(key, seqs);
    seqs.add(seq);
  }
}
