import {
  type KinesisClient,
  ResourceInUseException,
  type StartingPosition,
  SubscribeToShardCommand,
  type SubscribeToShardEventStream,
} from "@aws-sdk/client-kinesis";

import { Patience } from "../../client/patience.ts";
import type { ChannelContext, Delivery, Lane, Reader, ReadingOptions } from "../broker.ts";

const decoder = new TextDecoder();
/** SubscribeToShard: 1/s per consumer and shard (K-SDK SubscribeToShard). */
const callEveryMs = 1000;

export interface FanOutShard {
  readonly shardId: string;
  /** The registered consumer of an application. */
  readonly consumerArn: (app: string) => string;
  /** Told of what was read, for the bill: bytes of data and partition keys. */
  readonly onBytes: (bytes: number) => void;
}

/** A shard as a lane that is read by enhanced fan-out. Readers start at TRIM_HORIZON, so that nothing written before they came is missed. */
export function fanOutLane(
  client: KinesisClient,
  shard: FanOutShard,
  context: ChannelContext,
): Lane {
  return {
    id: shard.shardId,
    access: "exclusive",
    open: (reading) => new FanOutReader(client, shard, context, reading),
  };
}

type Events = AsyncIterator<SubscribeToShardEventStream>;

/** Subscribes, and again from where it was when the 5 minutes of a subscription are over or the connection breaks. */
class FanOutReader implements Reader {
  readonly #client: KinesisClient;
  readonly #shard: FanOutShard;
  readonly #context: ChannelContext;
  readonly #reading: ReadingOptions;
  readonly #patience: Patience;
  #events: Events | undefined;
  #position: StartingPosition = { Type: "TRIM_HORIZON" };
  #nextCallAtMs = -Infinity;
  /** Of the last event, what was more than one receive may hold. */
  #rest: readonly Delivery[] = [];
  #isLast = false;

  constructor(
    client: KinesisClient,
    shard: FanOutShard,
    context: ChannelContext,
    reading: ReadingOptions,
  ) {
    this.#client = client;
    this.#shard = shard;
    this.#context = context;
    this.#reading = reading;
    this.#patience = new Patience(context, "SubscribeToShard");
  }

  ended(): boolean {
    return this.#isLast && this.#rest.length === 0;
  }

  async receive(signal: AbortSignal): Promise<readonly Delivery[]> {
    if (this.#rest.length === 0 && !this.#isLast) {
      try {
        this.#rest = await this.#next(signal);
        this.#patience.answered();
      } catch (error) {
        this.#events = undefined;
        // The subscription before is too young to be taken over: try again.
        if (!(error instanceof ResourceInUseException)) await this.#patience.failed(error, signal);
      }
    }
    const { maxEvents } = this.#reading;
    const received = this.#rest.slice(0, maxEvents);
    this.#rest = this.#rest.slice(maxEvents);
    return received;
  }

  /** The checkpoint of a reader that lives as long as the run is its position: there is nothing to send. */
  async settle(): Promise<void> {}

  async #next(signal: AbortSignal): Promise<readonly Delivery[]> {
    this.#events ??= await this.#subscribe(signal);
    const { value, done } = (await this.#events?.next()) ?? { value: undefined, done: true };
    if (done === true) this.#events = undefined;
    const event = done === true ? undefined : value?.SubscribeToShardEvent;
    if (event === undefined) return [];
    const { ContinuationSequenceNumber: SequenceNumber, Records = [] } = event;
    // The last event of a closed shard has no number to go on from.
    if (SequenceNumber === undefined) this.#isLast = true;
    else this.#position = { Type: "AFTER_SEQUENCE_NUMBER", SequenceNumber };
    return Records.map(({ Data, PartitionKey = "", SequenceNumber: position = "" }) => {
      this.#shard.onBytes((Data?.length ?? 0) + PartitionKey.length);
      return {
        body: decoder.decode(Data),
        lane: this.#shard.shardId,
        position,
        handle: position,
      };
    });
  }

  async #subscribe(signal: AbortSignal): Promise<Events | undefined> {
    await this.#context.sleep(this.#nextCallAtMs - this.#context.nowMs(), signal);
    if (signal.aborted) return undefined;
    this.#nextCallAtMs = this.#context.nowMs() + callEveryMs;
    const { EventStream } = await this.#client.send(
      new SubscribeToShardCommand({
        ConsumerARN: this.#shard.consumerArn(this.#reading.app),
        ShardId: this.#shard.shardId,
        StartingPosition: this.#position,
      }),
      { abortSignal: signal },
    );
    return EventStream?.[Symbol.asyncIterator]();
  }
}
