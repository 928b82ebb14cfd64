import type { KinesisClient } from "@aws-sdk/client-kinesis";
import type { SQSClient } from "@aws-sdk/client-sqs";

import type { Fate } from "../client/fate.ts";
import type { Pacing } from "../client/patience.ts";
import type { ShardFamilies } from "../client/tap/shard-families.ts";
import type { DeadLetter } from "../client/tap/tap.ts";
import type { Bill } from "../cost/bill.ts";
import type { ServiceName } from "../emulator/service-name.ts";
import type { HistoryRecord } from "../history/record.ts";
import type { Redriving } from "../scenario/run-fault.ts";

/** One event on its way to the broker. */
export interface Message {
  /** What the broker routes and orders by: the partition key or message group id. */
  readonly routingKey: string;
  /** Streams only, and only where the design says so: a 128-bit number in decimal, by which the stream routes in place of the key. */
  readonly hashKey?: string;
  /** Identifies the event for deduplication: `truckId#seq`. */
  readonly id: string;
  readonly body: string;
}

/** One event as a consumer received it. */
export interface Delivery {
  readonly body: string;
  readonly lane: string;
  /** Decimal sequence number, or a message id where the broker keeps no log order. */
  readonly position: string;
  /** What the broker wants back to settle it. */
  readonly handle: string;
  /** The record or message as the SDK gave it. */
  readonly raw?: object;
}

/** One reader's place in a lane. */
export interface Reader {
  /** The next deliveries; empty when there are none now. Waits as long as the broker's own poll does. */
  readonly receive: (signal: AbortSignal) => Promise<readonly Delivery[]>;
  /** Commits: a checkpoint at the last of them (Kinesis), or a delete of each (SQS). */
  readonly settle: (deliveries: readonly Delivery[], signal: AbortSignal) => Promise<void>;
  /** Queues only: makes what was received visible to others again, at once. */
  readonly release?: (deliveries: readonly Delivery[], signal: AbortSignal) => Promise<void>;
  /** Queues only: keeps what was received from others for another visibility timeout. */
  readonly extend?: (deliveries: readonly Delivery[], signal: AbortSignal) => Promise<void>;
  /** True once a closed lane has been read to its end. */
  readonly ended: () => boolean;
}

/** The part of a channel that one reader takes from: a shard, or the whole queue. */
export interface Lane {
  readonly id: string;
  /** `exclusive`: at most one consumer of an application reads it at a time. `shared`: any number may. */
  readonly access: "exclusive" | "shared";
  /** Lanes whose events came before its own: what a reshard made it of. */
  readonly parents: readonly string[];
  /** Whether nothing is written to it any more. */
  readonly isClosed: boolean;
  readonly open: (reading: Reading) => Reader;
}

/** Where in a lane to begin. */
export type ReadingStart =
  | { readonly type: "trim-horizon" }
  | { readonly type: "latest" }
  /** On the run's clock. */
  | { readonly type: "at-timestamp"; readonly atMs: number }
  | { readonly type: "after-position"; readonly position: string };

/** Clients of one user, made when they are first asked for. */
export interface Connection {
  readonly kinesis: () => KinesisClient;
  readonly sqs: () => SQSClient;
  /** What a client of the user's own is made with. */
  readonly configFor: (service: ServiceName) => object;
  /** The client that does what a client of the user's own is asked to do: one for each of those. */
  readonly inPlaceOf: (client: object, service: ServiceName, retries: RetrySettings) => object;
}

/** How a client tries again; what is absent is as everywhere in the run. */
export interface RetrySettings {
  readonly maxAttempts?: number;
  readonly retryMode?: string;
}

/** What a channel is called at its service. */
export type ChannelAddress =
  | { readonly kind: "stream"; readonly name: string; readonly arn: string }
  | { readonly kind: "queue"; readonly url: string };

export interface Reading {
  /** The application that reads. */
  readonly app: string;
  readonly connection: Connection;
  /** The reader's own time: it stands still while the reader is paused. */
  readonly pacing: Pacing;
  /** Lanes with a log only: a queue gives what is there. */
  readonly from: ReadingStart;
  /** Called when a reader that begins at `latest` has its place: whatever is sent from then on, it will receive. */
  readonly begun: () => void;
  /** Notes how far a lane with a log has been worked off. */
  readonly checkpoint: (position: string) => void;
  /** Whether messages come with all their attributes, for whoever shows `raw` to somebody else. */
  readonly wholeMessages?: boolean;
  /** Most events per receive. */
  readonly maxEvents: number;
  /** Milliseconds between two polls (Kinesis) or of a long poll (SQS). */
  readonly pollMs: number;
  /** FIFO queues only: name each receive, so that it can be repeated. */
  readonly attemptIds?: boolean;
  /** Where to go on when an iterator has expired: behind the last record that was read (also when absent), or at the latest. */
  readonly whenExpired?: "go-on" | "latest";
}

/** An open stream or queue. Its requests end with the signal that the target was given (`stopWith`). Disposing deletes what `open` created. */
export interface Channel extends AsyncDisposable {
  readonly address: ChannelAddress;
  readonly maxBatchEntries: number;
  readonly maxBatchBytes: number;
  /** One message: the single call. Several: one batch call; fates in the order of the messages. Never rejects but on abort. */
  readonly publish: (messages: readonly Message[]) => Promise<readonly Fate[]>;
  /** Several messages in one record, under the key of the first. Streams only, and only those of an aggregating producer. */
  readonly publishTogether?: (messages: readonly Message[]) => Promise<readonly Fate[]>;
  /** All lanes there are, closed ones too. */
  readonly lanes: (signal: AbortSignal) => Promise<readonly Lane[]>;
  /** Splits or merges its lanes, and waits until that is done. Rejects where a channel has no lanes to reshard. */
  readonly reshard: (toLanes: number, signal: AbortSignal) => Promise<void>;
  /** Puts dead letters back where they came from, and waits until that is done. Absent: it has none, ever. */
  readonly redrive?: (by: Redriving, signal: AbortSignal) => Promise<void>;
  /** What AWS would bill for the requests so far. */
  readonly costUsd: (durationMs: number) => number;
}

/** What a channel needs of its run. */
export interface ChannelContext extends Pacing {
  /** Name of the stream or queue to create. */
  readonly name: string;
  /** Marks what is created, which must not be there already; absent on the embedded model, where nothing can be left over. */
  readonly runId?: string;
}

/** What an open channel needs of its run besides. */
export interface ChannelRun {
  readonly record: (record: HistoryRecord) => void;
  /** What became of the events of a send with this input. */
  readonly fatesOf: (input: object) => readonly Fate[];
  /** The instant on the wall clock of a time on the run's. */
  readonly dateOf: (atMs: number) => Date;
  readonly bill: Bill;
  /** Told of a message that was found in the dead-letter queue; absent where the service says by itself what it puts there. */
  readonly deadLettered?: (letter: DeadLetter) => void;
  /** The run cannot go on like this: it fails for this reason. */
  readonly failed: (reason: unknown) => void;
  /** Told of the shards of a stream. */
  readonly families: ShardFamilies;
}
