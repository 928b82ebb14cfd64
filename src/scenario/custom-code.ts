/**
 * A user's own consumer or producer as a part of a scenario: a function that is given SDK clients, the stream or queue, a clock and a
 * handler, and does the rest itself, with whatever library it likes. What it sends, receives, deletes and handles is in the history
 * without a word from it.
 */
import type { KinesisClient, KinesisClientConfig } from "@aws-sdk/client-kinesis";
import type { SQSClient, SQSClientConfig } from "@aws-sdk/client-sqs";

import type { PlannedEvent } from "../workload/event.ts";

/** What all custom code is given. */
interface AnyCustomContext {
  /** The run's time: milliseconds after its start, simulated where the run is. The globals tell the same. */
  readonly clock: {
    readonly nowMs: () => number;
    readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  };
  /** Seeded numbers, 0 ≤ x < 1. */
  readonly random: () => number;
  /** Aborts when the run is over, or this instance has died: time to stop. */
  readonly signal: AbortSignal;
}

/** The stream, and how to reach it. */
interface OfStream {
  readonly client: KinesisClient;
  /** What a client of one's own is made with: `new KinesisClient(clientConfig)`. */
  readonly clientConfig: KinesisClientConfig;
  readonly streamName: string;
  readonly streamArn: string;
}

/** The queue, and how to reach it. */
interface OfQueue {
  readonly client: SQSClient;
  /** What a client of one's own is made with: `new SQSClient(clientConfig)`. */
  readonly clientConfig: SQSClientConfig;
  readonly queueUrl: string;
}

/** What a custom consumer is given besides. */
interface Consuming extends AnyCustomContext {
  /** Name of this consumer: `app-1`, `app-2` … */
  readonly consumer: string;
  /**
   * The work on one event: takes its body or data as received, takes the scenario's `serviceMs`, and its end is the effect. Rejects where
   * the scenario says that the work fails.
   */
  readonly handler: (body: string | Uint8Array) => Promise<void>;
}

/** An event that is due, ready to be sent. */
export interface DueEvent {
  /** The event as planned: truck, seq, position, due time. */
  readonly event: PlannedEvent;
  /** Partition key or message group id, by the design's routing. */
  readonly routingKey: string;
  /** `truckId#seq`: a deduplication id. */
  readonly id: string;
  readonly body: string;
}

/** What a custom producer is given besides. */
interface Producing extends AnyCustomContext {
  /** Each event when it is due; ends when all were given. After a crash, those first whose fate is not known to be good. */
  readonly events: AsyncIterable<DueEvent>;
}

export type StreamConsumerContext = Consuming & OfStream;
export type QueueConsumerContext = Consuming & OfQueue;
export type StreamProducerContext = Producing & OfStream;
export type QueueProducerContext = Producing & OfQueue;

/** Runs one consumer until the signal aborts; called once for each, and again for one that comes back. */
export type CustomConsumer<Context> = (context: Context) => Promise<void> | void;

/** Sends every event; resolves when all have been sent. */
export type CustomProducer<Context> = (context: Context) => Promise<void>;

/** Whether code of the user's runs in a scenario. */
export function hasCustomCode({
  design: { producer, consumers },
}: {
  readonly design: {
    readonly producer: { readonly kind: string };
    readonly consumers: readonly { readonly kind: string }[];
  };
}): boolean {
  return producer.kind === "custom" || consumers.some(isOwnCode);
}

/** Whether a consumer is code of the user's: how it reads and what it does at once is its own affair. */
export function isOwnCode<T extends { readonly kind: string }>(
  consumer: T,
): consumer is Extract<T, { readonly kind: "custom" | "lambda" }> {
  return consumer.kind === "custom" || consumer.kind === "lambda";
}
