import type { Health } from "../client/health.ts";
import type { HistoryRecord } from "../history/record.ts";

/** One event on its way to the broker. */
export interface Message {
  /** What the broker routes and orders by: the partition key or message group id. */
  readonly routingKey: string;
  /** Identifies the event for deduplication: `truckId#seq`. */
  readonly id: string;
  readonly body: string;
}

/**
 * Expected ends of a send are values. `uncertain`: an attempt may have been accepted. With a `failure` there is no use in sending
 * again: the target does not take it from this caller, or not at all.
 */
export type PublishOutcome =
  | { readonly type: "accepted"; readonly lane: string; readonly position: string }
  | { readonly type: "refused"; readonly reason: string; readonly failure?: Error }
  | { readonly type: "uncertain"; readonly reason: string; readonly failure?: Error };

/** One event as a consumer received it. */
export interface Delivery {
  readonly body: string;
  readonly lane: string;
  /** Decimal sequence number, or a message id where the broker keeps no log order. */
  readonly position: string;
  /** What the broker wants back to settle it. */
  readonly handle: string;
}

/** One reader's place in a lane. */
export interface Reader {
  /** The next deliveries; empty when there are none now. Waits as long as the broker's own poll does. */
  readonly receive: (signal: AbortSignal) => Promise<readonly Delivery[]>;
  /** Commits: a checkpoint (Kinesis) or a delete (SQS). */
  readonly settle: (deliveries: readonly Delivery[], signal: AbortSignal) => Promise<void>;
  /** True once a closed lane has been read to its end. */
  readonly ended: () => boolean;
}

/** The part of a channel that one reader takes from: a shard, or the whole queue. */
export interface Lane {
  readonly id: string;
  /** `exclusive`: at most one consumer of an application reads it at a time. `shared`: any number may. */
  readonly access: "exclusive" | "shared";
  readonly open: (reading: ReadingOptions) => Reader;
}

export interface ReadingOptions {
  /** The application that reads. */
  readonly app: string;
  /** Most events per receive. */
  readonly maxEvents: number;
  /** Milliseconds between two polls (Kinesis) or of a long poll (SQS). */
  readonly pollMs: number;
}

/** An open stream or queue. Its requests end with the signal that the target was given (`stopWith`). Disposing deletes what `open` created. */
export interface Channel extends AsyncDisposable {
  readonly maxBatchEntries: number;
  readonly maxBatchBytes: number;
  /** One message: the single call. Several: one batch call; outcomes in the order of the messages. Never rejects but on abort. */
  readonly publish: (
    messages: readonly Message[],
    signal: AbortSignal,
  ) => Promise<readonly PublishOutcome[]>;
  readonly lanes: (signal: AbortSignal) => Promise<readonly Lane[]>;
  /** What AWS would bill for the requests so far. */
  readonly costUsd: (durationMs: number) => number;
}

/** What a channel needs of its run. */
export interface ChannelContext {
  /** Name of the stream or queue to create. */
  readonly name: string;
  /** Marks what is created, which must not be there already; absent on the embedded model, where nothing can be left over. */
  readonly runId?: string;
  readonly nowMs: () => number;
  readonly record: (record: HistoryRecord) => void;
  readonly health: Health;
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
}
