import type { AckRecord, RefusedRecord, SendRecord, UncertainRecord } from "../history/record.ts";
import { AppFacts } from "./app-facts.ts";
import type { AppRun } from "./app-run.ts";
import type { Contradictions } from "./contradictions.ts";
import { EventOrder } from "./event-order.ts";
import { IntervalSet } from "./interval-set.ts";
import type { Lane } from "./lanes.ts";
import { LongList } from "./long-list.ts";
import type { Memory } from "./memory.ts";
import type { Packing } from "./packing.ts";
import { memoOf, memoOfSeveral, PayloadRing } from "./payload-ring.ts";
import {
  findSent,
  forgetAttempt,
  nothingSent,
  packSentEvent,
  placeOfSent,
  type SentEvent,
} from "./sent-event.ts";
import { hasSeq, isNewSeq, type Seqs, withSeq } from "./seqs.ts";

type Fate = AckRecord | RefusedRecord | UncertainRecord;

/** What they ask of the run, and tell it. */
interface RunOfKeys {
  readonly contradictions: Contradictions;
  readonly memory: Memory;
  readonly places: {
    acknowledge(key: KeyFacts, event: SentEvent, record: AckRecord, lane: Lane): void;
  };
  /** Events that were sent. */
  events: number;
  /** Attempts to send that have no fate yet. */
  withoutFate: number;
  placeInFleet(key: KeyFacts, record: SendRecord): void;
  /** Whether nobody waits for an event any more. */
  isSettled(key: KeyFacts, event: SentEvent): boolean;
}

/**
 * What is known of one truck: what was sent and what became of it, and what each application made of it.
 *
 * An event may be sent several times. `acked`: some attempt was acknowledged. `refused`: every attempt so far was refused for
 * certain, so it cannot be in the log. An event in neither may be there or not (uncertain, or no outcome recorded).
 * Events are remembered one by one, sorted by seq, while they are under way. Of the last that nobody waits for any more the payload
 * is kept.
 */
export class KeyFacts {
  readonly key: string;
  /** Whether it was asked for lately (see `Keys`). */
  isUsed = true;
  /** Its first application; the others follow from there. */
  app: AppFacts | undefined;
  /** Where its last event was acknowledged. */
  lane: Lane | undefined;
  sent: Seqs = 0;
  acked: Seqs = 0;
  refused: IntervalSet | undefined;
  #uncertain: IntervalSet | undefined;
  payloads: PayloadRing | undefined;
  #events = nothingSent;
  /** Events settled that are still in the list. */
  #settled = 0;

  constructor(key: string) {
    this.key = key;
  }

  /** Takes events that are remembered, by seq, so many of them settled. */
  resume(events: SentEvent[], settled: number): void {
    if (events.length > 0) this.#events = new LongList(events);
    this.#settled = settled;
  }

  *apps(): Generator<AppFacts> {
    for (let { app } = this; app !== undefined; app = app.next) yield app;
  }

  /** The events remembered, by seq. */
  get events(): LongList<SentEvent> {
    return this.#events;
  }

  find(seq: number): SentEvent | undefined {
    return findSent(this.#events, seq);
  }

  /** Whether an event arrived of which every attempt so far was refused. */
  isReceivedThoughRefused(seq: number): boolean {
    if (this.refused?.has(seq) !== true) return false;
    for (const { delivered } of this.apps()) if (hasSeq(delivered, seq)) return true;
    return false;
  }

  send(record: SendRecord, run: RunOfKeys): void {
    const { seq } = record;
    run.withoutFate += 1;
    if (isNewSeq(this.sent, seq)) run.events += 1;
    const isAgain = hasSeq(this.sent, seq);
    const known = isAgain ? this.find(seq) : undefined;
    if (known === undefined) this.#remember(record, isAgain, run);
    else this.#repeat(known, record, run);
    this.sent = withSeq(this.sent, seq);
    if (this.refused !== undefined) this.refused.remove(seq);
  }

  acknowledge(record: AckRecord, lane: Lane, run: RunOfKeys): void {
    const event = this.#settle(record, run);
    this.lane = lane;
    this.acked = withSeq(this.acked, record.seq);
    if (this.refused !== undefined) this.refused.remove(record.seq);
    if (event === undefined) lane.see(record.position, run.contradictions);
    else {
      event.isRefused = false;
      run.places.acknowledge(this, event, record, lane);
      if (this.app !== undefined) this.settle(event, run);
    }
  }

  doubt(record: UncertainRecord, run: RunOfKeys): void {
    const event = this.#settle(record, run);
    if (event !== undefined) event.isRefused = false;
    (this.#uncertain ??= new IntervalSet()).add(record.seq);
    if (this.refused !== undefined) this.refused.remove(record.seq);
  }

  refuse(record: RefusedRecord, run: RunOfKeys): void {
    const { seq } = record;
    const event = this.#settle(record, run);
    if (event === undefined || event.pending > 0) return;
    if (this.#mayBeInLog(seq)) return;
    (this.refused ??= new IntervalSet()).add(seq);
    event.isRefused = true;
    this.settle(event, run);
  }

  /** Lets an event go if nobody waits for it any more. */
  settle(event: SentEvent, run: RunOfKeys): void {
    if (event.isSettled || !run.isSettled(this, event)) return;
    event.isSettled = true;
    this.#settled += 1;
    const most = run.memory.payloads;
    if (most > 0) {
      this.payloads ??= new PayloadRing();
      const { seq, bytes, checksum, index = -1 } = event;
      const memo = event.isForgotten ? memoOfSeveral : memoOf(bytes, checksum);
      this.payloads.add(seq, memo, index, most);
    }
    if (this.#settled >= run.memory.settled && this.#settled * 2 >= this.#events.length) {
      this.#sweep(run.memory);
    }
  }

  /** Everything that is under way; what is done only where there is no end of room. */
  pack(form: Packing, memory: Memory): void {
    if (!memory.isEndless) this.#sweep(memory);
    const has = form.number(
      (this.refused === undefined ? 0 : 1) +
        (this.#uncertain === undefined ? 0 : 2) +
        (this.payloads !== undefined && memory.isEndless ? 4 : 0) +
        (this.#events.length > 0 ? 8 : 0) +
        (this.app === undefined ? 0 : 16),
    );
    this.lane = form.lane(this.lane);
    this.sent = form.seqs(this.sent);
    this.acked = form.seqs(this.acked);
    if ((has & 1) > 0) this.refused = form.seqs(this.refused);
    if ((has & 2) > 0) this.#uncertain = form.seqs(this.#uncertain);
    if ((has & 4) > 0) (this.payloads ??= new PayloadRing()).pack(form);
    if ((has & 8) > 0) {
      const events = form.list(this.#events.toArray(), (event) => packSentEvent(form, event));
      if (form.isReading) this.#events = new LongList([...events]);
      this.#settled = form.number(this.#settled);
    }
    if ((has & 16) > 0) this.app = packApps(form, this.app, memory);
  }

  /** Events and entries held one by one. */
  get held(): number {
    let held = this.#events.length;
    for (const { order } of this.apps()) for (const log of order.logs()) held += log.size;
    return held;
  }

  /** Intervals and events held. */
  get size(): number {
    let size = this.#events.length + (this.payloads?.size ?? 0);
    for (const set of [this.sent, this.acked, this.refused, this.#uncertain]) {
      if (typeof set === "object") size += set.intervalCount;
    }
    for (const app of this.apps()) size += app.size;
    return size;
  }

  #remember(record: SendRecord, isAgain: boolean, run: RunOfKeys): void {
    const { seq, index, atMs, bytes, checksum, attemptId } = record;
    run.placeInFleet(this, record);
    const event: SentEvent = {
      seq,
      index,
      // One that is in the log, or may be, was sent when is not remembered.
      sentAtMs: isAgain && this.#mayBeInLog(seq) ? NaN : atMs,
      bytes,
      checksum,
      isRefused: false,
      isSettled: false,
      isForgotten: isAgain && !this.#isRemembered(record),
      pending: 1,
      lane: undefined,
      position: "",
      ackedAtMs: 0,
      more: attemptId === undefined ? undefined : { attemptIds: new Set([attemptId]) },
    };
    run.memory.hold(1);
    const events = this.#events;
    const { last } = events;
    if (events === nothingSent) this.#events = new LongList([event]);
    else if (last === undefined || seq > last.seq) events.push(event);
    else events.insert(placeOfSent(events, seq), event);
  }

  #mayBeInLog(seq: number): boolean {
    return hasSeq(this.acked, seq) || this.#uncertain?.has(seq) === true;
  }

  /** Whether it is known that the event was sent before with the same payload. */
  #isRemembered({ seq, bytes, checksum }: SendRecord): boolean {
    const memo = memoOf(bytes, checksum);
    return memo >= 0 && this.payloads?.memoOf(seq) === memo;
  }

  #repeat(event: SentEvent, record: SendRecord, run: RunOfKeys): void {
    const { atMs, bytes, checksum, attemptId } = record;
    if (event.isRefused) event.sentAtMs = atMs;
    event.isRefused = false;
    event.pending += 1;
    if (event.isSettled) {
      event.isSettled = false;
      this.#settled -= 1;
    }
    if (event.bytes !== bytes || event.checksum !== checksum) {
      event.more ??= {};
      (event.more.payloads ??= []).push({ bytes, checksum });
    }
    if (event.index !== record.index) {
      run.contradictions.add("sends of one event with two indices", `${this.key} #${event.seq}`);
    }
    if (attemptId === undefined) return;
    event.more ??= {};
    (event.more.attemptIds ??= new Set()).add(attemptId);
  }

  /** Takes the fate of an attempt; a fate of none is a contradiction. */
  #settle(record: Fate, run: RunOfKeys): SentEvent | undefined {
    const event = this.find(record.seq);
    const isOfAttempt =
      event !== undefined &&
      event.pending > 0 &&
      (record.attemptId === undefined || forgetAttempt(event, record.attemptId));
    if (isOfAttempt) {
      event.pending -= 1;
      run.withoutFate -= 1;
    } else {
      const kind = "fates of attempts that were not sent, or had one already";
      run.contradictions.add(kind, `${record.type} of ${this.key} #${record.seq}`);
    }
    return event;
  }

  #sweep(memory: Memory): void {
    if (this.#settled === 0) return;
    const left = this.#events.toArray().filter(({ isSettled }) => !isSettled);
    memory.hold(left.length - this.#events.length);
    if (left.length === 0) this.#events = nothingSent;
    else this.#events.replace(left);
    this.#settled = 0;
  }
}

/** An application and those that follow from it. */
function packApps(form: Packing, known: AppFacts | undefined, memory: Memory): AppFacts {
  const app = form.app(known?.app as AppRun);
  const facts = known ?? new AppFacts(app, new EventOrder(app));
  facts.pack(form, memory);
  if (form.flag(facts.next !== undefined)) facts.next = packApps(form, facts.next, memory);
  return facts;
}
