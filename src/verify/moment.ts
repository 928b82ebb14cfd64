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
  log: LaneLog | undefined;

  /** Begins a record: what is sent, and where it is meant to stand. */
  of(record: ConsumerEvent, key: KeyFacts, app: AppFacts, run: RunFacts): this {
    const { seq, index } = record;
    const isSent = hasSeq(key.sent, seq);
    const sent = isSent ? key.find(seq) : undefined;
    if (sent !== undefined) sent.index ??= index;
    const intent = isSent ? run.intentOf(seq, index, sent) : undefined;
    if (isSent && intent === undefined) run.unplaced += 1;
    if (index !== undefined && sent?.index !== undefined && index !== sent.index) {
      run.contradictions.add(
        "records of one event with two indices",
        `${record.type} of ${record.key} #${seq}`,
      );
    }
    this.key = key;
    this.app = app;
    this.order = app.order;
    this.sent = sent;
    this.isSent = isSent;
    this.isPlaced = intent !== undefined;
    this.intent = intent ?? -1;
    this.isFirst = true;
    this.previousMax = -1;
    this.entry = undefined;
    this.overlap = undefined;
    this.log = undefined;
    return this;
  }
}
