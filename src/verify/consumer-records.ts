import type {
  AbandonRecord,
  CommitRecord,
  CrashRecord,
  DeadLetterRecord,
  DeliveryRecord,
  DiscardRecord,
  EffectRecord,
  StartRecord,
} from "../history/record.ts";
import type { AppFacts } from "./app-facts.ts";
import type { Audience } from "./audience.ts";
import { copiesOf, type Entry, maxCopies } from "./entry.ts";
import type { Findings } from "./findings.ts";
import { LaneTops } from "./lane-tops.ts";
import type { Lane } from "./lanes.ts";
import { LogKeeper } from "./log-keeper.ts";
import { copyName } from "./log-places.ts";
import { MutableMoment } from "./moment.ts";
import { passingEntry } from "./new-entry.ts";
import { isDecimal } from "./position.ts";
import type { RunFacts } from "./run-facts.ts";
import { highestSeq, isNewSeq, withSeq } from "./seqs.ts";
import { StraightKey } from "./straight-key.ts";

type WorkRecord = StartRecord | EffectRecord | AbandonRecord;

/** Takes what consumers recorded: keeps the facts of each truck and application, and shows every record to the checks with them. */
export class ConsumerRecords {
  readonly #run: RunFacts;
  readonly #audience: Audience;
  readonly #moment = new MutableMoment();
  readonly #logs: LogKeeper;

  constructor(run: RunFacts, findings: Findings, audience: Audience) {
    this.#run = run;
    this.#audience = audience;
    this.#logs = new LogKeeper(run, findings, audience);
    run.keys.beforePacking = this.#logs.settle;
  }

  deliver(record: DeliveryRecord): void {
    const run = this.#run;
    const { seq, position } = record;
    if (typeof seq !== "number") throw new TypeError("a delivery without a seq");
    run.at += 1;
    run.counts.deliveries += 1;
    const key = run.key(record.key);
    const app = run.app(key, record.app);
    const lane = run.lanes.get(record.lane, app.order.home);
    app.app.receive(lane, position);
    const moment = this.#moment;
    moment.begin(key, app, seq);
    if (run.clocks.isMany) run.nearness.note(app.order, record);
    if (seq < 0) {
      lane.see(position, run.contradictions);
      this.#audience.show(this.#audience.of.delivery, record, moment);
      return;
    }
    moment.place(record.index, run, record);
    moment.previousMax = highestSeq(app.delivered);
    const isFirst = isNewSeq(app.delivered, seq);
    moment.isFirst = isFirst;
    app.delivered = withSeq(app.delivered, seq);
    const { sent } = moment;
    if (sent === undefined) lane.see(position, run.contradictions);
    else if (
      !isFirst ||
      sent.lane !== lane ||
      sent.position !== position ||
      sent.more !== undefined
    ) {
      run.places.deliver({ key, app, event: sent, lane, isFirst }, record);
    }
    this.#showDelivery(record, moment, lane);
    if (moment.isSent) app.reached.note(lane, position);
    if (moment.isPlaced) this.#logs.enter(record, moment, lane);
    if (sent !== undefined && app.app.seen.effects === 0) key.settle(sent, run);
  }

  start(record: StartRecord): void {
    const run = this.#run;
    run.at += 1;
    run.counts.starts += 1;
    const app = this.#beginWork(record.key, record.app, record.seq);
    app.app.seen.starts += 1;
    this.#findWork(record, record.lane, record.index, app);
    const moment = this.#moment;
    moment.isFirst = isNewSeq(app.completed, record.seq);
    moment.overlap = app.order.inside.enter(record, run.at, app.app);
    this.#showStray(record, moment);
    if (moment.entry !== undefined && moment.isFirst)
      this.#audience.show(this.#audience.of.start, record, moment);
    if (moment.overlap !== undefined)
      this.#audience.show(this.#audience.of.overlap, record, moment);
  }

  effect(record: EffectRecord): void {
    const run = this.#run;
    const { seq, consumer, atMs, recorder } = record;
    run.at += 1;
    run.counts.effects += 1;
    const app = this.#beginWork(record.key, record.app, seq);
    app.app.seen.effects += 1;
    this.#findWork(record, record.lane, record.index, app);
    const moment = this.#moment;
    const isFirst = isNewSeq(app.completed, seq);
    moment.isFirst = isFirst;
    app.completed = withSeq(app.completed, seq);
    if (!app.order.inside.leave(consumer, app.app)) app.app.seen.unstarted += 1;
    const { entry, log, sent } = moment;
    if (entry !== undefined && isFirst) {
      entry.consumer = consumer;
      entry.atMs = atMs;
      entry.recorder = recorder;
    }
    this.#showStray(record, moment);
    if (!isFirst) this.#audience.show(this.#audience.of.repetition, record, moment);
    if (entry !== undefined && log !== undefined && isFirst) {
      moment.isLate = log.isLate(entry);
      this.#audience.show(this.#audience.of.effect, record, moment);
      log.finish(entry, moment.isLate);
      if (app.order.isSpread) app.order.noteDone(entry);
    }
    if (sent !== undefined) moment.key.settle(sent, run);
  }

  abandon(record: AbandonRecord): void {
    this.#run.at += 1;
    const app = this.#beginWork(record.key, record.app, record.seq);
    this.#findWork(record, record.lane, record.index, app);
    if (!app.order.inside.leave(record.consumer, app.app)) app.app.seen.unstarted += 1;
  }

  commit(record: CommitRecord): void {
    const run = this.#run;
    run.at += 1;
    const lane = run.lanes.get(record.lane);
    const reader = run.appRun(record.app);
    reader.seen.commits += 1;
    run.counts.commits += 1;
    if (record.scope === "through") {
      reader.commitThrough(record, lane);
      return;
    }
    if (record.key === undefined || record.seq === undefined) return;
    const app = run.app(run.key(record.key), record.app);
    app.committed = withSeq(app.committed, record.seq);
    if (lane.hasLogOrder && isDecimal(record.position)) {
      (app.commits ??= new LaneTops()).note(lane, record.position);
    }
    if (!isNewSeq(app.delivered, record.seq)) return;
    run.contradictions.add(
      "commits of events that were not delivered",
      `${record.key} #${record.seq} by ${record.app}`,
    );
  }

  setAside(record: DeadLetterRecord | DiscardRecord): void {
    const run = this.#run;
    run.at += 1;
    const { seq, lane, position } = record;
    const key = run.key(record.key);
    const app = run.app(key, record.app);
    if (run.clocks.isMany) run.nearness.note(app.order, record);
    app.setAside(seq);
    if (record.type === "dead-letter") run.setAside.deadLettered += 1;
    else {
      run.setAside.discarded += 1;
      // What a producer gives up, nobody receives.
      if (record.consumer !== undefined && isNewSeq(app.delivered, seq)) {
        const example = `${record.key} #${seq} by ${record.app}`;
        run.contradictions.add("discards of events that were not delivered", example);
      }
    }
    const sent = key.find(seq);
    if (sent !== undefined) key.settle(sent, run);
    const intent = run.intentOf(seq, sent === undefined ? key.payloads?.indexOf(seq) : sent.index);
    const from = lane === undefined ? undefined : run.lanes.get(lane);
    const entry =
      intent === undefined
        ? app.order.findNamed(record.key, seq)
        : app.order.find(intent, from, position);
    if (entry !== undefined) app.order.log(entry.lane).giveUp(entry);
  }

  crash(record: CrashRecord): void {
    const run = this.#run;
    const { app, consumer } = record;
    run.at += 1;
    run.appRun(app);
    run.crashes.add(app, consumer, run.at);
    if (run.clocks.isMany) run.nearness.crash(record);
  }

  #showDelivery(record: DeliveryRecord, moment: MutableMoment, lane: Lane): void {
    const { app, isFirst, previousMax } = moment;
    this.#showStray(record, moment);
    this.#audience.show(this.#audience.of.delivery, record, moment);
    if (isFirst && record.seq > previousMax + 1)
      this.#audience.show(this.#audience.of.skip, record, moment);
    if (!moment.isPlaced) return;
    moment.log = app.order.log(lane);
    if (!isFirst) {
      moment.entry = this.#known(record, lane);
      this.#audience.show(this.#audience.of.redelivery, record, moment);
    } else if (app.order.home !== lane) this.#audience.show(this.#audience.of.move, record, moment);
  }

  #showStray(record: DeliveryRecord | StartRecord | EffectRecord, moment: MutableMoment): void {
    const { key, isSent } = moment;
    if (isSent && (key.refused === undefined || !key.refused.has(record.seq))) return;
    this.#audience.show(this.#audience.of.stray, record, moment);
  }

  /** The history is over. */
  close(): void {
    const run = this.#run;
    run.nearness.close();
    run.keys.close((key) => {
      if (run.scope !== "key") return false;
      return key instanceof StraightKey ? run.hasArrived(key) : run.isFinished(key);
    });
    this.#logs.close();
  }

  /** Begins the moment of work on an event. */
  #beginWork(keyName: string, appName: string, seq: number): AppFacts {
    const run = this.#run;
    const key = run.key(keyName);
    const app = run.app(key, appName);
    this.#moment.begin(key, app, seq);
    return app;
  }

  /** Finds where the event stands that a handler works on. */
  #findWork(
    record: WorkRecord,
    laneName: string | undefined,
    index: number | undefined,
    app: AppFacts,
  ): void {
    const run = this.#run;
    const moment = this.#moment;
    moment.place(index, run, record);
    if (run.clocks.isMany) run.nearness.note(app.order, record);
    if (isNewSeq(app.delivered, record.seq)) {
      if (record.type !== "abandon") app.work(record.seq);
      app.app.seen.undelivered += 1;
    }
    if (!moment.isPlaced) return;
    const lane = laneName === undefined ? undefined : run.lanes.get(laneName, app.order.home);
    const known = this.#known(record, lane);
    const entry = known ?? this.#told(record, lane);
    moment.entry = entry;
    if (entry === undefined) {
      run.unplaced += 1;
      return;
    }
    moment.log = app.order.log(entry.lane);
    if (known !== undefined) this.#compareWithDeliveries(record, entry, lane);
    else if (entry.origin === "told") run.unknownWork += 1;
  }

  /** Whether work names a place that its event was delivered from, and one of its deliveries. */
  #compareWithDeliveries(record: WorkRecord, entry: Entry, lane: Lane | undefined): void {
    const run = this.#run;
    const { deliveryId, position } = record;
    const example = (what: string) => `${record.type} of ${record.key} #${record.seq}, ${what}`;
    // Of what was dropped, or found again, not all is known.
    const isWhole = entry.origin === "first";
    const isThere = lane === undefined || position === undefined || isAt(entry, lane, position);
    if (!isThere && entry.origin === "again") run.unknownWork += 1;
    else if (!isThere) {
      const from = example(`from ${position} in ${lane.name}`);
      run.contradictions.add("work on events from where they were not delivered", from);
    }
    if (deliveryId === undefined) return;
    const ids = entry.more?.deliveryIds;
    if (ids?.includes(deliveryId) === true) return;
    if (!isWhole) run.unknownWork += 1;
    else if (ids !== undefined) {
      run.contradictions.add("work on deliveries of another event", example(deliveryId));
    }
  }

  /** The event's entry; if it was dropped because it is done, one made of what is remembered. */
  #known(record: DeliveryRecord | WorkRecord, lane: Lane | undefined): Entry | undefined {
    const { order, intent } = this.#moment;
    const { contradictions } = this.#run;
    const { key, seq, position } = record;
    const entry = order.find(intent, lane, position);
    if (entry?.seq === seq && entry.key === key) return entry;
    if (entry !== undefined) {
      contradictions.add("two events with one index", `${key} #${seq}, index ${intent}`);
      return undefined;
    }
    const place = order.recall(intent);
    return place === undefined ? undefined : passingEntry(record, intent, place);
  }

  /** An entry made of what the record itself says. */
  #told(record: WorkRecord, lane: Lane | undefined): Entry | undefined {
    const { position } = record;
    if (lane === undefined || position === undefined) return undefined;
    lane.see(position, this.#run.contradictions);
    const { app, intent } = this.#moment;
    const origin = isNewSeq(app.delivered, record.seq) ? "passing" : "told";
    return passingEntry(record, intent, { lane, position }, origin);
  }
}

/** Whether an event was delivered from a place, as far as is known. */
function isAt(entry: Entry, lane: Lane, position: string): boolean {
  if (entry.lane === lane && entry.position === position) return true;
  const copies = copiesOf(entry);
  return copies.length >= maxCopies || copies.includes(copyName(lane, position));
}
