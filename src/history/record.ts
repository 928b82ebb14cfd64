/**
 * The history of a run: everything that crosses from the run to what judges it.
 *
 * One plain record per happening, in the order it happened. All times are milliseconds after the start of the run. What each record
 * means, which fields may be absent and what is then not judged: docs/HISTORY.md, the specification of the format.
 */

/** Version of the format that is written. Histories without a header are of version 0.1, and are read as well. */
export const historyVersion = "0.2";

/** What every record may say besides. */
interface Recorded {
  /** Whose clock and order it is, where a history has more than one recorder. */
  readonly recorder?: string;
}

/** A lane as a header declares it. */
export interface LaneDeclaration {
  readonly lane: string;
  /** Whether the lane is a log whose positions, decimal strings, say what comes after what. */
  readonly hasLogOrder?: boolean;
  /** The lanes that it came from, when they were split or merged. */
  readonly parents?: readonly string[];
}

/** What a recorder says that it could not see enough for. */
export interface NotJudged {
  /** The anomaly that cannot be ruled out; left out: none can. */
  readonly anomaly?: string;
  readonly reason: string;
}

/** What a recorder says before anything else. */
export interface HeaderRecord extends Recorded {
  readonly type: "header";
  readonly version: string;
  /** When this recorder began. */
  readonly atMs: number;
  /** Name of the run: recorders of one run name the same. */
  readonly run?: string;
  /** The most by which this recorder's clock may be off the run's. */
  readonly clockErrorMs?: number;
  /** All consumer applications: one that receives nothing has then lost everything. */
  readonly apps?: readonly string[];
  /** All lanes that there are at the start. */
  readonly lanes?: readonly LaneDeclaration[];
  /** What this recorder cannot bear out, as it knows from the start. */
  readonly notJudged?: readonly NotJudged[];
}

/** Which event. */
interface Named {
  /** What must be kept in order: the truck. */
  readonly key: string;
  /** Place in the order of the key: 0, 1, 2 … */
  readonly seq: number;
}

/** One event is handed to the broker. A producer that sends it again by itself records another `send` with the same seq. */
export interface SendRecord extends Recorded, Named {
  readonly type: "send";
  /** Position of the event in the order of the whole fleet. */
  readonly index?: number;
  /** Intended send time. */
  readonly dueMs: number;
  readonly atMs: number;
  /** Size of the payload. */
  readonly bytes?: number;
  /** CRC-32 of the payload. */
  readonly checksum?: number;
  /** Names this attempt, for its fate. */
  readonly attemptId?: string;
}

interface FateRecord extends Recorded, Named {
  readonly atMs: number;
  /** The attempt whose fate it is. Without it, some attempt of the event that has no fate yet. */
  readonly attemptId?: string;
}

/** The broker said it has the event. */
export interface AckRecord extends FateRecord {
  readonly type: "ack";
  /** The lane (shard, queue) it went to. */
  readonly lane: string;
  /** The broker's sequence number: a decimal string where the broker has a log order, any other text (a message id) where it has none. */
  readonly position: string;
}

/** The send failed for certain: no attempt can have been accepted. */
export interface RefusedRecord extends FateRecord {
  readonly type: "refused";
  readonly reason: string;
}

/** The send failed, but an attempt may have been accepted (timeout, lost response, 5xx). */
export interface UncertainRecord extends FateRecord {
  readonly type: "uncertain";
  readonly reason: string;
}

interface ConsumerRecord extends Recorded, Named {
  /** The consumer application (a second reader of the same stream is a second application). */
  readonly app: string;
  readonly consumer: string;
  /** Position of the event in the order of the whole fleet. */
  readonly index?: number;
  readonly atMs: number;
  /** Of a delivery: its name. Of anything else: the delivery that it belongs to. */
  readonly deliveryId?: string;
}

/** A consumer received an event, perhaps not for the first time. A seq of -1 says that nobody could read which. */
export interface DeliveryRecord extends ConsumerRecord {
  readonly type: "delivery";
  readonly lane: string;
  readonly position: string;
  readonly bytes?: number;
  /** CRC-32 of the payload as received. */
  readonly checksum?: number;
  /** Whether the payload's own checksum matched. */
  readonly intact?: boolean;
}

interface WorkRecord extends ConsumerRecord {
  /** Where it was received from. */
  readonly lane?: string;
  readonly position?: string;
}

/** A handler began to work on a delivered event. */
export interface StartRecord extends WorkRecord {
  readonly type: "start";
}

/** A handler finished: the effect of the event is done. */
export interface EffectRecord extends WorkRecord {
  readonly type: "effect";
}

/** A handler stopped without its effect: it threw, or its consumer crashed. */
export interface AbandonRecord extends WorkRecord {
  readonly type: "abandon";
  readonly reason: string;
}

/** What a consumer recorded of an event. */
export type ConsumerEvent = DeliveryRecord | StartRecord | EffectRecord | AbandonRecord;

/** One attempt of a request was throttled (whole request: `entries` = all of it; batch: the entries refused). */
export interface ThrottleRecord extends Recorded {
  readonly type: "throttle";
  readonly atMs: number;
  readonly action: string;
  readonly entries: number;
  /** Of a send: the key of all its entries, and the first of them. */
  readonly key?: string;
  readonly seq?: number;
}

/** A request, or part of one, was sent again: by the SDK or by the producer. */
export interface RetryRecord extends Recorded {
  readonly type: "retry";
  readonly atMs: number;
  readonly action: string;
}

/** A request that took the SDK more than one attempt is over, well or badly; all others took one. */
export interface RetriedRecord extends Recorded {
  readonly type: "retried";
  readonly atMs: number;
  readonly action: string;
  readonly attempts: number;
  /** Time that the SDK waited between the attempts, in milliseconds. */
  readonly retryDelayMs: number;
}

/** Lanes were split or merged: a key may move from a parent to a child. Nothing that is sent later goes to a parent. */
export interface ReshardRecord extends Recorded {
  readonly type: "reshard";
  readonly atMs: number;
  readonly parents: readonly string[];
  readonly children: readonly string[];
}

/**
 * A consumer told the service, or its checkpoint store, that it is done. `event`: with this one event (a delete). `through`: with this
 * position of the lane and everything before it (a checkpoint).
 */
export interface CommitRecord extends Recorded {
  readonly type: "commit";
  readonly app: string;
  readonly consumer: string;
  readonly lane: string;
  readonly position: string;
  readonly scope: "event" | "through";
  /** Scope `event`: which one. Without it the commit proves nothing. */
  readonly key?: string;
  readonly seq?: number;
  readonly atMs: number;
  /** Scope `event`: the delivery whose handle was used. */
  readonly deliveryId?: string;
}

/** Where in a lane a reader begins. */
export type LeaseStart = "trim-horizon" | "latest" | "at-timestamp" | "after-position";

/**
 * A consumer began to read a lane, or stopped reading it. A start at LATEST is recorded when it holds, that is when the iterator is
 * there: whatever is sent after this record is for the application.
 */
export interface LeaseRecord extends Recorded {
  readonly type: "lease";
  readonly app: string;
  readonly consumer: string;
  readonly lane: string;
  /**
   * `ended`: a closed lane was read to its end. `given-up`: by its holder. `lost`: the holder crashed, or somebody else took it. `expired`:
   * its iterator did, since it had stood still for more than five minutes; where it goes on is its own affair.
   */
  readonly action: "taken" | "ended" | "given-up" | "lost" | "expired";
  /** Of `taken`: what lies before it is not for this application, if this is the first lease that it takes on the lane. */
  readonly from?: LeaseStart;
  /** Of `at-timestamp`: on the run's clock. */
  readonly fromMs?: number;
  /** Of `after-position`. */
  readonly fromPosition?: string;
  readonly atMs: number;
}

/** A consumer died: its requests never return, its handlers do nothing any more; what it had in hand, it has no longer. */
export interface CrashRecord extends Recorded {
  readonly type: "crash";
  readonly app: string;
  readonly consumer: string;
  readonly atMs: number;
}

/** A consumer stands still: its requests, timers and handlers go on when it is over, as if nothing had happened. */
export interface PauseRecord extends Recorded {
  readonly type: "pause";
  readonly app: string;
  readonly consumer: string;
  readonly atMs: number;
  readonly forMs?: number;
}

/** An event was put aside, for good or for somebody else to look at: the application has done with it. */
interface AsideRecord extends Recorded, Named {
  readonly app: string;
  readonly consumer?: string;
  readonly lane?: string;
  readonly position?: string;
  readonly atMs: number;
  readonly reason: string;
  readonly deliveryId?: string;
}

/** The service, or the consumer, moved an event to a dead-letter queue or an on-failure destination. */
export interface DeadLetterRecord extends AsideRecord {
  readonly type: "dead-letter";
}

/** The consumer gave an event up and goes on without it; without a consumer, the producer did, and the application never receives it. */
export interface DiscardRecord extends AsideRecord {
  readonly type: "discard";
}

/** The last record of a complete history. */
export interface EndRecord extends Recorded {
  readonly type: "end";
  readonly atMs: number;
  /** Events that fell due, sent or not. */
  readonly offered: number;
  /** How many `send` records there are: without it, whatever fell due and has no send is missing from the history. */
  readonly sent?: number;
  /** End of the sending phase as planned. */
  readonly sendingMs: number;
  /** Whether the consumers had received all there was when the run ended: everything at every position that was acknowledged. */
  readonly drained: boolean;
  /** Whether the run was cut short from outside. */
  readonly interrupted: boolean;
  /** What this recorder cannot bear out, as it knows in the end. */
  readonly notJudged?: readonly NotJudged[];
}

export type HistoryRecord =
  | HeaderRecord
  | SendRecord
  | AckRecord
  | RefusedRecord
  | UncertainRecord
  | DeliveryRecord
  | StartRecord
  | EffectRecord
  | AbandonRecord
  | ThrottleRecord
  | RetryRecord
  | RetriedRecord
  | ReshardRecord
  | CommitRecord
  | LeaseRecord
  | CrashRecord
  | PauseRecord
  | DeadLetterRecord
  | DiscardRecord
  | EndRecord;

/** Whatever takes records one by one: the verifier, the metrics, a file. */
export interface HistorySink {
  readonly add: (record: HistoryRecord) => void;
}
