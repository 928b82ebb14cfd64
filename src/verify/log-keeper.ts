import type { DeliveryRecord } from "../history/record.ts";
import type { Audience } from "./audience.ts";
import { addCopy, copiesOf, type Entry, maxCopies } from "./entry.ts";
import type { EventOrder } from "./event-order.ts";
import type { Findings } from "./findings.ts";
import type { KeyFacts } from "./key-facts.ts";
import type { LaneLog } from "./lane-log.ts";
import type { Lane } from "./lanes.ts";
import { copyName } from "./log-places.ts";
import type { MutableMoment } from "./moment.ts";
import { nameDelivery } from "./new-entry.ts";
import { isAfter } from "./position.ts";
import type { RunFacts } from "./run-facts.ts";
import { hasSeq } from "./seqs.ts";

/** Entries of a fleet of which the place in the log waits to be judged, and places of it that are remembered. */
const fleetWindow = 4096;

/** Puts what is delivered into the logs of its application, and shows what enters them and what leaves their windows. */
export class LogKeeper {
  readonly #run: RunFacts;
  readonly #findings: Findings;
  readonly #audience: Audience;
  /** The order whose entries leave. */
  #order: EventOrder | undefined;

  constructor(run: RunFacts, findings: Findings, audience: Audience) {
    this.#run = run;
    this.#findings = findings;
    this.#audience = audience;
  }

  /** The event is in the hands of a consumer, for the first time or again. */
  enter(record: DeliveryRecord, moment: MutableMoment, lane: Lane): void {
    const { app, order, entry, isFirst, intent } = moment;
    const { seq, position } = record;
    const isDone = hasSeq(app.completed, seq) || app.aside?.has(seq) === true;
    if (entry === undefined) {
      // What is done is remembered anew, for the work on this delivery, where there is room.
      if (!isFirst && isDone && this.#run.memory.places === 0) return;
      const fresh: Entry = {
        key: record.key,
        seq,
        intent,
        lane,
        position,
        consumer: record.consumer,
        atMs: record.atMs,
        recorder: record.recorder,
        receivedAt: this.#run.at,
        isOpen: !isDone,
        isDone,
        origin: isFirst ? "first" : "again",
        more: undefined,
      };
      nameDelivery(fresh, record);
      this.#put(fresh, order, moment.log!);
      return;
    }
    nameDelivery(entry, record);
    rememberPlace(entry, lane, position);
    const home = order.log(entry.lane);
    if (entry.lane === lane && lane.hasLogOrder && isAfter(entry.position, position)) {
      addCopy(entry, copyName(lane, entry.position));
      const isJudged = home.lower(entry, position) || (isDone && entry.origin !== "first");
      if (!isJudged) this.#findings.leaveUnjudged("nonmonotonic-send");
    }
    if (isDone) {
      // What was dropped and turns out to have copies is remembered again.
      if (entry.origin === "passing" && entry.more !== undefined) this.#put(entry, order, home);
      return;
    }
    entry.consumer = record.consumer;
    entry.atMs = record.atMs;
    entry.recorder = record.recorder;
    entry.receivedAt = this.#run.at;
    home.open(entry);
    order.noteOpen(entry);
  }

  /** A truck goes out of sight: keeps of its entries what is under way. */
  readonly settle = ({ app: first }: KeyFacts): void => {
    const { memory } = this.#run;
    const window = memory.isEndless ? memory.entries : 0;
    for (let app = first; app !== undefined; app = app.next) {
      this.#order = app.order;
      for (const log of app.order.logs()) {
        if (log.size > window) log.trim(window, this.#leave, this.#drop);
      }
    }
  };

  /** The history is over: lets everything leave that is in a window still. */
  close(): void {
    for (const key of this.#run.keys.unfinished()) {
      for (let { app } = key; app !== undefined; app = app.next) {
        this.#order = app.order;
        for (const log of app.order.logs()) log.leaveAll(this.#leave);
      }
    }
  }

  #put(entry: Entry, order: EventOrder, log: LaneLog): void {
    const { memory, scope } = this.#run;
    if (entry.origin === "first")
      this.#audience.show(this.#audience.of.entering, entry, { log, order });
    memory.hold(1);
    const isInTime = log.add(entry);
    if (!isInTime && entry.origin === "first" && entry.lane.hasLogOrder) {
      this.#findings.leaveUnjudged("nonmonotonic-send");
    }
    if (entry.isOpen) order.noteOpen(entry);
    const window = scope === "key" ? memory.entries : fleetWindow;
    if (!log.isCrowded(window)) return;
    this.#order = order;
    log.trim(window, this.#leave, this.#drop);
  }

  readonly #leave = (entry: Entry, log: LaneLog): void => {
    this.#audience.show(this.#audience.of.leaving, entry, { log, order: this.#order! });
  };

  readonly #drop = (entry: Entry): void => {
    const { memory, scope } = this.#run;
    memory.hold(-1);
    this.#order!.drop(entry, scope === "key" ? memory.places : fleetWindow);
  };
}

/** Takes note of another place that an event is delivered from. */
function rememberPlace(entry: Entry, lane: Lane, position: string): void {
  if (entry.lane === lane && entry.position === position) return;
  const [copies, copy] = [copiesOf(entry), copyName(lane, position)];
  if (copies.length < maxCopies && !copies.includes(copy)) addCopy(entry, copy);
}
