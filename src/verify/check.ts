import type {
  AbandonRecord,
  DeliveryRecord,
  EffectRecord,
  RefusedRecord,
  StartRecord,
} from "../history/record.ts";
import type { EventOrder } from "./event-order.ts";
import type { Findings } from "./findings.ts";
import type { LaneOrder } from "./lane-order.ts";
import type { AppFacts, KeyFacts, RunFacts } from "./run-facts.ts";

/** What the facts say about the record of a consumer that is in hand. */
export interface Moment {
  /** Number of the record. */
  readonly at: number;
  readonly key: KeyFacts;
  readonly app: AppFacts;
  readonly order: EventOrder;
  /** Place of the event in the intended order. */
  readonly intent: number;
  /** Whether a send of the event has been recorded. An event nobody sent has no place in any order. */
  readonly isSent: boolean;
  /** Delivery: the first of this event to this application. Effect: the first. Start, abandon: the event is not completed yet. */
  readonly isFirst: boolean;
  /** The first log entry of the event as known before this record; if remembered. */
  readonly entry: DeliveryRecord | undefined;
  /** Delivery: the lane of the record. Else: that of the first log entry, if remembered. */
  readonly lane: LaneOrder;
  /** Delivery: the highest seq of the truck that the application had before, -1 for none. */
  readonly previousMax: number;
  /** Delivery: it lies after all positions of its lane seen before. */
  readonly isNewPosition: boolean;
}

/** One question asked of a history. It is shown only the types of record it has a method for. */
export interface Check {
  readonly name: string;
  readonly refused?: (record: RefusedRecord, key: KeyFacts) => void;
  readonly delivery?: (record: DeliveryRecord, moment: Moment) => void;
  readonly start?: (record: StartRecord, moment: Moment) => void;
  readonly effect?: (record: EffectRecord, moment: Moment) => void;
  readonly abandon?: (record: AbandonRecord, moment: Moment) => void;
  /** The history is over. */
  readonly close?: () => void;
}

export type CheckFactory = (findings: Findings, run: RunFacts) => Check;
