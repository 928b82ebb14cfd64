/**
 * What a scenario says about one consumer application: a union over its kind and its service, so that an option stands only where it
 * has a meaning. Another kind of consumer is another member here, in the schema, and in `resolved.ts`.
 */

import type { CustomConsumer, QueueConsumerContext, StreamConsumerContext } from "./custom-code.ts";
import type { Failure, FailingWork } from "./failing-work.ts";
import type { QueueLambdaSpec, StreamLambdaSpec } from "./lambda-function.ts";
import type { PlainConsumer, Sharing } from "./plain-kinds.ts";

/** Where a new reader of a stream begins: the oldest record, what comes after it began, or an instant of the run's clock. */
export type StartPosition = "TRIM_HORIZON" | "LATEST" | { readonly atTimestampS: number };

/**
 * When a consumer commits (checkpoint or delete): after each event, after the whole receive, or before the work on the receive
 * begins. `before` is wrong on purpose: what a crash leaves undone is never done.
 */
export type Settle = "each" | "receive" | "before";

/** What every consumer application has. */
interface AnyConsumer {
  /** Name of the consumer application. */
  readonly app: string;
  /** Consumers started. */
  readonly count: number;
  /** Time a handler takes per event, in milliseconds. Default 0. */
  readonly serviceMs?: number;
  /** Most events per receive. Default 10,000 (Kinesis), 10 (SQS). */
  readonly maxEvents?: number;
  /**
   * Kinesis: milliseconds between two polls of a shard, default 1,000 as in the KCL; nothing to poll with `read: "fan-out"`.
   * SQS: length of a long poll, default 20,000.
   */
  readonly pollMs?: number;
  /** Default `receive`. */
  readonly settle?: Settle;
  /**
   * The effect of an event and its name (truck and seq) are written in one step, and what is there already is not done again: a conditional
   * write to the application's own store, which outlives its consumers. Default false.
   */
  readonly idempotent?: boolean;
  /** At which events the work fails. Default: at none. */
  readonly failing?: FailingWork;
  /** How often in a row a consumer tries an event that fails before it does what `onFailure` says. Default 1. */
  readonly attempts?: number;
  /** What it does then: of a stream `retry` by default, of a queue `leave`. Each service has its own. */
  readonly onFailure?: Failure;
  /**
   * SQS, competing: every so many seconds what was received and is not deleted yet is made invisible for another visibility timeout. Default:
   * never.
   */
  readonly heartbeatS?: number;
  /**
   * SQS FIFO: each receive has a ReceiveRequestAttemptId, so that one whose answer was lost is repeated with the same messages. Default false,
   * as in the SDK: its messages stay away until their visibility timeout is over.
   */
  readonly receiveAttemptIds?: boolean;
  /** Seconds after the start at which these consumers begin. Default 0. */
  readonly startAtS?: number;
  /** Begin only when this application has consumed everything. */
  readonly startAfter?: string;
}

/** A reader of a stream has a position, and writes checkpoints. */
interface StreamReader {
  /** Default `TRIM_HORIZON`. */
  readonly start?: StartPosition;
  /** At most one checkpoint per so many seconds. Default 0: one for every commit. */
  readonly checkpointEveryS?: number;
  /**
   * When the shards that a reshard made are read: once their parents have been read to their ends (default), or at once, which is wrong
   * on purpose: a truck's later events are then worked on before its earlier ones.
   */
  readonly children?: ChildReading;
  /**
   * Where a reader goes on whose iterator expired, since it stood still for more than five minutes: behind the last record that it read
   * (default), or at LATEST, which is wrong on purpose: what came meanwhile is never read.
   */
  readonly whenExpired?: ExpiredIterator;
}

export type ChildReading = "after-parents" | "at-once";

export type ExpiredIterator = "go-on" | "latest";

/** One that has no options of its own. */
interface Plain<How extends Sharing> extends AnyConsumer {
  readonly kind: PlainConsumer<How>;
}

/** As by-lane, with up to `keysAtOnce` trucks of a receive worked on at once. */
interface ByKey extends AnyConsumer {
  readonly kind: "by-key";
  /** Default 10, the most that Lambda's ParallelizationFactor allows. */
  readonly keysAtOnce?: number;
}

/**
 * The events of a receive go to the threads of a pool, whichever is free, whatever their trucks: wrong on purpose, two events of a truck
 * are worked on at once. Of a queue every consumer takes from the same lane, as competing ones do.
 */
interface Pooled extends AnyConsumer {
  readonly kind: "pooled";
  /** Default 10. */
  readonly threads?: number;
}

/**
 * Puts order back that a standard queue does not keep: the one consumer holds a truck's event back until the one before it is done, and
 * goes on without that one after the window. Trucks are worked on side by side.
 */
interface Reordering extends AnyConsumer {
  readonly kind: "reordering";
  /**
   * The longest that an event is held back, in milliseconds. Default 5,000. What a consumer that dies has in hand is seen again after the
   * visibility timeout: only a longer window holds through that.
   */
  readonly windowMs?: number;
  /** Trucks that are worked on at once. Default 10. */
  readonly keysAtOnce?: number;
}

/**
 * Workers share the lanes by a lease table, as those of the KCL do: leases are renewed, expire, are taken over, and are balanced when workers
 * come and go.
 */
interface Leased extends AnyConsumer {
  readonly kind: "leased";
  /** Seconds after which a lease that is not renewed is anybody's. Default 10, as in the KCL. */
  readonly failoverS?: number;
  /**
   * How a lease goes to a worker that has less than its share: it is taken (`steal`, the default, as in KCL 1 and 2), and its holder works on
   * until it notices; or its holder is asked, and hands it over when its receive is done and checkpointed (`graceful`, as in KCL 3).
   */
  readonly handOver?: "steal" | "graceful";
  /** Whether a worker looks before each event if the lease is still its own. Default false: it notices when it renews or writes a checkpoint. */
  readonly checksLease?: boolean;
}

/** The user's own code: it reads, commits and calls the handler as it likes. */
interface Custom<Context> extends Pick<
  AnyConsumer,
  "app" | "count" | "serviceMs" | "failing" | "startAtS" | "startAfter"
> {
  readonly kind: "custom";
  readonly start: CustomConsumer<Context>;
}

export type StreamConsumerSpec =
  | (Plain<"lanes"> & StreamReader)
  | (ByKey & StreamReader)
  | (Pooled & StreamReader)
  | (Leased & StreamReader)
  | StreamLambdaSpec
  | Custom<StreamConsumerContext>;

/** A queue is one lane: by-lane and by-key have one consumer there. */
export type QueueConsumerSpec =
  | Plain<Sharing>
  | ByKey
  | Pooled
  | Reordering
  | QueueLambdaSpec
  | Custom<QueueConsumerContext>;

export type ConsumerSpec = StreamConsumerSpec | QueueConsumerSpec;
