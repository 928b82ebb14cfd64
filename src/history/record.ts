/**
 * The history of a run: everything that crosses from the run to what judges it.
 *
 * One plain record per happening, in the order it happened. All times are milliseconds after the start of the run, on one clock.
 * Sends are recorded before the request leaves; so a record never speaks of an event that no earlier record has sent,
 * unless the broker invented it.
 */

/** One event is handed to the broker. A producer that sends it again by itself records another `send` with the same seq. */
export interface SendRecord {
  readonly type: "send";
  readonly key: string;
  readonly seq: number;
  /** Position of the event in the order of the whole fleet. */
  readonly index: number;
  /** Intended send time. */
  readonly dueMs: number;
  readonly atMs: number;
  /** Size of the payload. */
  readonly bytes: number;
  /** CRC-32 of the payload. */
  readonly checksum: number;
}

/** The broker said it has the event. */
export interface AckRecord {
  readonly type: "ack";
  readonly key: string;
  readonly seq: number;
  readonly atMs: number;
  /** The lane (shard, queue) it went to. */
  readonly lane: string;
  /** The broker's sequence number: a decimal string where the broker has a log order, any other text (a message id) where it has none. */
  readonly position: string;
}

/** The send failed for certain: no attempt can have been accepted. */
export interface RefusedRecord {
  readonly type: "refused";
  readonly key: string;
  readonly seq: number;
  readonly atMs: number;
  readonly reason: string;
}

/** The send failed, but an attempt may have been accepted (timeout, lost response, 5xx). */
export interface UncertainRecord {
  readonly type: "uncertain";
  readonly key: string;
  readonly seq: number;
  readonly atMs: number;
  readonly reason: string;
}

interface ConsumerRecord {
  /** The consumer application (a second reader of the same stream is a second application). */
  readonly app: string;
  readonly consumer: string;
  readonly lane: string;
  readonly position: string;
  readonly key: string;
  readonly seq: number;
  /** Position of the event in the order of the whole fleet. */
  readonly index: number;
  readonly atMs: number;
}

/** A consumer received an event, perhaps not for the first time. */
export interface DeliveryRecord extends ConsumerRecord {
  readonly type: "delivery";
  readonly bytes: number;
  /** CRC-32 of the payload as received. */
  readonly checksum: number;
  /** Whether the payload's own checksum matched. */
  readonly intact: boolean;
}

/** A handler began to work on a delivered event. */
export interface StartRecord extends ConsumerRecord {
  readonly type: "start";
}

/** A handler finished: the effect of the event is done. */
export interface EffectRecord extends ConsumerRecord {
  readonly type: "effect";
}

/** A handler stopped without its effect: it threw, or its consumer crashed. */
export interface AbandonRecord extends ConsumerRecord {
  readonly type: "abandon";
  readonly reason: string;
}

/** One attempt of a request was throttled (whole request: `entries` = all of it; batch: the entries refused). */
export interface ThrottleRecord {
  readonly type: "throttle";
  readonly atMs: number;
  readonly action: string;
  readonly entries: number;
}

/** A request, or part of one, was sent again: by the SDK or by the producer. */
export interface RetryRecord {
  readonly type: "retry";
  readonly atMs: number;
  readonly action: string;
}

/** A request that took the SDK more than one attempt is over, well or badly; all others took one. */
export interface RetriedRecord {
  readonly type: "retried";
  readonly atMs: number;
  readonly action: string;
  readonly attempts: number;
  /** Time that the SDK waited between the attempts, in milliseconds. */
  readonly retryDelayMs: number;
}

/** Lanes were split or merged: a key may move from a parent to a child. */
export interface ReshardRecord {
  readonly type: "reshard";
  readonly atMs: number;
  readonly parents: readonly string[];
  readonly children: readonly string[];
}

/**
 * A consumer told the service, or its checkpoint store, that it is done. `event`: with this one event (a delete). `through`: with this
 * position of the lane and everything before it (a checkpoint).
 */
export interface CommitRecord {
  readonly type: "commit";
  readonly app: string;
  readonly consumer: string;
  readonly lane: string;
  readonly position: string;
  readonly scope: "event" | "through";
  /** Scope `event`: which one, where it is known. */
  readonly key?: string;
  readonly seq?: number;
  readonly atMs: number;
}

/** Where in a lane a reader begins. */
export type LeaseStart = "trim-horizon" | "latest" | "at-timestamp" | "after-position";

/**
 * A consumer began to read a lane, or stopped reading it. A start at LATEST is recorded when it holds, that is when the iterator is
 * there: whatever is sent after this record is for the application.
 */
export interface LeaseRecord {
  readonly type: "lease";
  readonly app: string;
  readonly consumer: string;
  readonly lane: string;
  /** `ended`: a closed lane was read to its end. `given-up`: by its holder. `lost`: the holder crashed, or somebody else took it. */
  readonly action: "taken" | "ended" | "given-up" | "lost";
  /** Of `taken`: what lies before it is not for this application, if this is the first lease that it takes on the lane. */
  readonly from?: LeaseStart;
  /** Of `at-timestamp`: on the run's clock. */
  readonly fromMs?: number;
  /** Of `after-position`. */
  readonly fromPosition?: string;
  readonly atMs: number;
}

/** A consumer died: its requests never return, its handlers do nothing any more; what it had in hand, it has no longer. */
export interface CrashRecord {
  readonly type: "crash";
  readonly app: string;
  readonly consumer: string;
  readonly atMs: number;
}

/** The last record of a complete history. */
export interface EndRecord {
  readonly type: "end";
  readonly atMs: number;
  /** Events that fell due, sent or not. */
  readonly offered: number;
  /** End of the sending phase as planned. */
  readonly sendingMs: number;
  /** Whether the consumers had received all there was when the run ended. */
  readonly drained: boolean;
  /** Whether the run was cut short from outside. */
  readonly interrupted: boolean;
}

export type HistoryRecord =
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
  | EndRecord;

/** Whatever takes records one by one: the verifier, the metrics, a file. */
export interface HistorySink {
  readonly add: (record: HistoryRecord) => void;
}
