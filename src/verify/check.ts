import type {
  ConsumerEvent,
  DeliveryRecord,
  EffectRecord,
  StartRecord,
} from "../history/record.ts";
import type { AnomalyKind } from "./anomaly.ts";
import type { AppFacts } from "./app-facts.ts";
import type { Entry } from "./entry.ts";
import type { EventOrder } from "./event-order.ts";
import type { Findings } from "./findings.ts";
import type { Worker } from "./inside.ts";
import type { KeyFacts } from "./key-facts.ts";
import type { LaneLog } from "./lane-log.ts";
import type { RunFacts } from "./run-facts.ts";
import type { SentEvent } from "./sent-event.ts";

/** What the facts say about the record of a consumer that is in hand. Valid only while the check looks at it. */
export interface Moment {
  readonly key: KeyFacts;
  readonly app: AppFacts;
  readonly order: EventOrder;
  readonly isSent: boolean;
  /** The event's send, if it is still remembered. */
  readonly sent: SentEvent | undefined;
  /** Whether the event has a place in the intended order: a send of it is recorded, and in a fleet its index is known. */
  readonly isPlaced: boolean;
  /** That place. */
  readonly intent: number;
  /** Delivery: the first of this event to this application. Effect: the first. Start: the event is not completed yet. */
  readonly isFirst: boolean;
  /** Delivery: the highest seq of the truck that the application had before, -1 for none. */
  readonly previousMax: number;
  /** The event's log entry as known before this record. Start, effect: if it is not remembered, what their own record names. */
  readonly entry: Entry | undefined;
  /** Effect: an event that stands after it in its lane was completed before. */
  readonly isLate: boolean;
  /** Start: another consumer that is inside a handler of this order. */
  readonly overlap: Worker | undefined;
  /** The log that the entry stands in. Delivery: of the record's lane. */
  readonly log: LaneLog | undefined;
}

/** What a check looks at: without any of it, there is nothing that it could judge. */
export type Input = "sends" | "acks" | "deliveries" | "starts" | "effects";

/** One question asked of a history. It is shown only what it has a method for. */
export interface Check {
  readonly name: string;
  /** The anomalies that it counts. */
  readonly kinds: readonly AnomalyKind[];
  readonly needs: readonly Input[];
  /** A delivery, of whatever event. */
  readonly delivery?: (record: DeliveryRecord, moment: Moment) => void;
  /** A delivery that is the first of its event, and leaves out seqs behind the highest one before. */
  readonly skip?: (record: DeliveryRecord, moment: Moment) => void;
  /** A delivery that is the first of an event with a place, and not from the lane that is the order's home. */
  readonly move?: (record: DeliveryRecord, moment: Moment) => void;
  /** A delivery, not the first, of an event with a place. */
  readonly redelivery?: (record: DeliveryRecord, moment: Moment) => void;
  /** A delivery, start or effect of an event that has not been sent, or of which every attempt so far was refused. */
  readonly stray?: (record: ConsumerEvent, moment: Moment) => void;
  /** A start of an event with a place, not completed yet. */
  readonly start?: (record: StartRecord, moment: Moment) => void;
  /** A start while another consumer is inside a handler. */
  readonly overlap?: (record: StartRecord, moment: Moment) => void;
  /** The first effect of an event with a place. */
  readonly effect?: (record: EffectRecord, moment: Moment) => void;
  /** An effect that is not the first of its event. */
  readonly repetition?: (record: EffectRecord, moment: Moment) => void;
  /** An event with a place is delivered to an application for the first time. */
  readonly entering?: (entry: Entry, place: EntryPlace) => void;
  /** An entry leaves the window of the latest in the log: those that leave are shown in log order. */
  readonly leaving?: (entry: Entry, place: EntryPlace) => void;
  /** The history is over. */
  readonly close?: () => void;
}

/** Where an entry stands. */
export interface EntryPlace {
  readonly log: LaneLog;
  readonly order: EventOrder;
}

export type CheckFactory = (findings: Findings, run: RunFacts) => Check;
