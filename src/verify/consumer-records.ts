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
import type { Entry } from "./entry.ts";
import type { EventOrder } from "./event-order.ts";
import type { Witnesses } from "./examination.ts";
import type { Findings } from "./findings.ts";
import type { LaneLog } from "./lane-log.ts";
import { LaneTops } from "./lane-tops.ts";
import type { Lane } from "./lanes.ts";
import { copyName } from "./log-places.ts";
import { MutableMoment } from "./moment.ts";
import { Nearness } from "./nearness.ts";
import { isAfter, isDecimal } from "./position.ts";
import type { RunFacts } from "./run-facts.ts";
import { highestSeq, isNewSeq, withSeq } from "./seqs.ts";

type WorkRecord = StartRecord | EffectRecord | AbandonRecord;

/** Events of a fleet of which the place in the log waits to be judged. */
const fleetWindow = 4096;

/** Takes what consumers recorded: keeps the facts of each truck and application, and shows every record to the checks with them. */
export class ConsumerRecords {
  readonly #run: RunFacts;
  readonly #findings: Findings;
  readonly #witnesses: Witnesses;
  readonly #moment = new MutableMoment();
  readonly #nearness: Nearness;
  /** The order whose entries leave the window. */
  #leavingOrder: EventOrder | undefined;

  constructor(run: RunFacts, findings: Findings, witnesses: Witnesses) {
    this.#run = run;
    this.#findings = findings;
    this.#witnesses = witnesses;
    this.#nearness = new Nearness(run);
  }

  deliver(record: DeliveryRecord): void {
    const run = this.#run;
    const { seq, position } = record;
    if (typeof seq !== "number") throw new TypeError("a delivery without a seq");
    run.counts.deliveries += 1;
    const key = run.key(record.key);
    const app = run.app(key, record.app);
    const lane = run.lanes.get(record.lane);
    app.app.receive(lane, position);
    const moment = this.#moment.of(record, key, app, run);
    if (run.clocks.isMany) this.#nearness.note(app.order, record);
    if (seq < 0) {
      lane.see(position, run.contradictions);
      this.#witnesses.delivery(record, moment);
      return;
    }
    moment.previousMax = highestSeq(app.delivered);
    moment.isFirst = isNewSeq(app.delivered, seq);
    app.delivered = withSeq(app.delivered, seq);
    const { sent, isFirst } = moment;
    if (sent === undefined) lane.see(position, run.contradictions);
    else run.places.deliver({ key, app, event: sent, lane, isFirst }, record);
    if (moment.isPlaced) {
      moment.log = app.order.log(lane);
      if (!isFirst) moment.entry = app.order.find(moment.intent, lane, position);
    }
    this.#witnesses.delivery(record, moment);
    if (moment.isSent) app.reached.note(lane, position);
    if (moment.isPlaced) this.#enter(record, moment, lane);
  }

  start(record: StartRecord): void {
    const { app } = this.#work(record);
    this.#run.counts.starts += 1;
    app.app.seen.starts += 1;
    const moment = this.#moment;
    moment.isFirst = isNewSeq(app.completed, record.seq);
    moment.overlap = app.order.inside.enter(record, this.#run.at, app.app);
    this.#witnesses.start(record, moment);
  }

  effect(record: EffectRecord): void {
    const { app } = this.#work(record);
    const { seq } = record;
    this.#run.counts.effects += 1;
    app.app.seen.effects += 1;
    const moment = this.#moment;
    moment.isFirst = isNewSeq(app.completed, seq);
    app.completed = withSeq(app.completed, seq);
    this.#leave(record, app);
    const { entry, log } = moment;
    if (entry !== undefined && moment.isFirst) {
      entry.doneBy = record.consumer;
      entry.doneAtMs = record.atMs;
    }
    this.#witnesses.effect(record, moment);
    if (entry !== undefined && log !== undefined && moment.isPlaced && moment.isFirst) {
      log.finish(entry);
      if (app.order.isSpread) app.order.noteDone(entry);
    }
  }

  abandon(record: AbandonRecord): void {
    const { app } = this.#work(record);
    const moment = this.#moment;
    moment.isFirst = isNewSeq(app.completed, record.seq);
    this.#leave(record, app);
    this.#witnesses.abandon(record, moment);
  }

  commit(record: CommitRecord): void {
    const run = this.#run;
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
    if (lane.hasLogOrder && isDecimal(record.position))
      (app.commits ??= new LaneTops()).note(lane, record.position);
    if (!isNewSeq(app.delivered, record.seq)) return;
    run.contradictions.add(
      "commits of events that were not delivered",
      `${record.key} #${record.seq} by ${record.app}`,
    );
  }

  setAside(record: DeadLetterRecord | DiscardRecord): void {
    const run = this.#run;
    const { seq, lane, position } = record;
    const key = run.key(record.key);
    const app = run.app(key, record.app);
    app.setAside(seq);
    if (record.type === "dead-letter") run.setAside.deadLettered += 1;
    else run.setAside.discarded += 1;
    const intent = run.intentOf(seq, undefined, key.find(seq));
    if (intent === undefined) return;
    const from = lane === undefined ? undefined : run.lanes.get(lane);
    const entry = app.order.find(intent, from, position);
    if (entry !== undefined) app.order.log(entry.lane).giveUp(entry);
  }

  crash(record: CrashRecord): void {
    const { app, consumer } = record;
    this.#run.appRun(app);
    this.#run.crashes.add(app, consumer, this.#run.at);
    if (this.#run.clocks.isMany) this.#nearness.crash(record);
  }

  /** Lets everything leave that is in a window still. */
  close(): void {
    for (const key of this.#run.keys.values()) {
      for (let { app } = key; app !== undefined; app = app.next) {
        this.#leavingOrder = app.order;
        for (const log of app.order.logs()) log.leaveAll(this.#leaving);
      }
    }
  }

  /** What start, effect and abandon have in common; the moment is theirs. */
  #work(record: WorkRecord): { readonly app: AppFacts } {
    const run = this.#run;
    const { seq } = record;
    const key = run.key(record.key);
    const app = run.app(key, record.app);
    const moment = this.#moment.of(record, key, app, run);
    if (run.clocks.isMany) this.#nearness.note(app.order, record);
    if (isNewSeq(app.delivered, seq)) {
      if (record.type !== "abandon") app.work(seq);
      app.app.seen.undelivered += 1;
    }
    if (!moment.isPlaced) return { app };
    const lane = record.lane === undefined ? undefined : run.lanes.get(record.lane);
    const known = app.order.find(moment.intent, lane, record.position);
    const entry = known ?? entryOf(record, moment, lane);
    if (known === undefined) entry?.lane.see(entry.position, run.contradictions);
    moment.entry = entry;
    if (entry === undefined) {
      run.unplaced += 1;
      return { app };
    }
    moment.log = app.order.log(entry.lane);
    const { deliveryId } = record;
    const ids = entry.deliveryIds;
    if (deliveryId !== undefined && ids !== undefined && !ids.includes(deliveryId)) {
      const example = `${record.type} of ${record.key} #${seq}, ${deliveryId}`;
      run.contradictions.add("work on deliveries of another event", example);
    }
    return { app };
  }

  #leave({ consumer }: WorkRecord, { order, app }: AppFacts): void {
    if (!order.inside.leave(consumer, app)) app.seen.unstarted += 1;
  }

  /** The event is in the hands of a consumer, for the first time or again. */
  #enter(record: DeliveryRecord, moment: MutableMoment, lane: Lane): void {
    const { app, order, entry, isFirst } = moment;
    const log = moment.log!;
    const isDone = !isNewSeq(app.completed, record.seq) || app.aside?.has(record.seq) === true;
    if (entry === undefined) {
      if (!isFirst && isDone) return;
      const fresh = newEntry(record, moment, lane, { isDone, at: this.#run.at });
      nameDelivery(fresh, record);
      this.#put(fresh, order, log);
      return;
    }
    nameDelivery(entry, record);
    const home = order.log(entry.lane);
    if (entry.lane === lane && lane.hasLogOrder && isAfter(entry.position, record.position)) {
      (entry.copies ??= []).push(copyName(lane, entry.position));
      if (!home.lower(entry, record.position)) this.#findings.leaveUnjudged("nonmonotonic-send");
    }
    if (isDone) return;
    entry.consumer = record.consumer;
    entry.atMs = record.atMs;
    entry.receivedAt = this.#run.at;
    home.open(entry);
    order.noteOpen(entry);
  }

  #put(entry: Entry, order: EventOrder, log: LaneLog): void {
    const { memory, scope } = this.#run;
    this.#witnesses.entering(entry, { log, order });
    memory.hold(1);
    const isInTime = log.add(entry);
    if (!isInTime && !entry.isRepeated && entry.lane.hasLogOrder) {
      this.#findings.leaveUnjudged("nonmonotonic-send");
    }
    if (entry.isOpen) order.noteOpen(entry);
    this.#leavingOrder = order;
    const window = scope === "key" ? memory.doneEntries : fleetWindow;
    memory.hold(-log.trim(window, this.#leaving));
  }

  readonly #leaving = (entry: Entry, log: LaneLog): void => {
    this.#witnesses.leaving(entry, { log, order: this.#leavingOrder! });
  };
}

/** Deliveries of one event whose names are remembered. */
const maxDeliveryIds = 64;

function nameDelivery(entry: Entry, { deliveryId }: DeliveryRecord): void {
  if (deliveryId === undefined) return;
  const ids = (entry.deliveryIds ??= []);
  ids.push(deliveryId);
  if (ids.length > maxDeliveryIds) ids.shift();
}

/** The entry of a delivery that is not remembered. */
function newEntry(
  record: DeliveryRecord,
  { intent, isFirst }: MutableMoment,
  lane: Lane,
  { isDone, at }: { readonly isDone: boolean; readonly at: number },
): Entry {
  const { key, seq, position, consumer, atMs } = record;
  return {
    key,
    seq,
    intent,
    lane,
    position,
    consumer,
    atMs,
    receivedAt: at,
    doneBy: undefined,
    doneAtMs: 0,
    isOpen: !isDone,
    isDone,
    isRepeated: !isFirst,
    deliveryIds: undefined,
    copies: undefined,
  };
}

/** What a record of work itself says of the event's place. */
function entryOf(
  { key, seq, position, consumer, atMs }: WorkRecord,
  { intent }: MutableMoment,
  lane: Lane | undefined,
): Entry | undefined {
  if (lane === undefined || position === undefined) return undefined;
  return {
    key,
    seq,
    intent,
    lane,
    position,
    consumer,
    atMs,
    receivedAt: 0,
    doneBy: undefined,
    doneAtMs: 0,
    isOpen: false,
    isDone: true,
    isRepeated: true,
    deliveryIds: undefined,
    copies: undefined,
  };
}
