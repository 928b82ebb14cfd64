import type { ConsumerEvent } from "../history/record.ts";
import type { AppFacts } from "./app-facts.ts";
import type { Moment } from "./check.ts";
import type { Entry } from "./entry.ts";
import type { EventOrder } from "./event-order.ts";
import type { Worker } from "./inside.ts";
import type { KeyFacts } from "./key-facts.ts";
import type { LaneLog } from "./lane-log.ts";
import type { RunFacts } from "./run-facts.ts";
import type { SentEvent } from "./sent-event.ts";
import { hasSeq } from "./seqs.ts";

/** The one moment of a verifier, filled anew for each record. */
export class MutableMoment implements Moment {
  key!: KeyFacts;
  app!: AppFacts;
  order!: EventOrder;
  sent: SentEvent | undefined;
  isSent = false;
  isPlaced = false;
  intent = -1;
  isFirst = true;
  previousMax = -1;
  entry: Entry | undefined;
  overlap: Worker | undefined;
  isLate = false;
  log: LaneLog | undefined;
  #seq = 0;

  /** Begins a record of an event. */
  begin(key: KeyFacts, app: AppFacts, seq: number): void {
    this.key = key;
    this.app = app;
    this.order = app.order;
    this.#seq = seq;
    this.isSent = hasSeq(key.sent, seq);
    this.sent = this.isSent ? key.find(seq) : undefined;
    this.isPlaced = false;
    this.isFirst = true;
    this.entry = undefined;
    this.overlap = undefined;
    this.log = undefined;
  }

  /** Finds where the event is meant to stand; `index` is what the record says of that. */
  place(index: number | undefined, run: RunFacts, record: ConsumerEvent): void {
    if (!this.isSent) return;
    const { sent } = this;
    let known = sent === undefined ? this.key.payloads?.indexOf(this.#seq) : sent.index;
    if (known === undefined) {
      known = index;
      if (sent !== undefined && index !== undefined) {
        sent.index = index;
        run.placeInFleet(this.key, record);
      }
    } else if (index !== undefined && index !== known) {
      run.contradictions.add(
        "records of one event with two indices",
        `${record.type} of ${record.key} #${this.#seq}`,
      );
    }
    const intent = run.intentOf(this.#seq, known);
    if (intent === undefined) {
      run.unplaced += 1;
      return;
    }
    this.isPlaced = true;
    this.intent = intent;
  }
}
