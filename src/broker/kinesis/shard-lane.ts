import {
  ExpiredIteratorException,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type KinesisClient,
} from "@aws-sdk/client-kinesis";

import { Patience } from "../../client/patience.ts";
import type { ChannelContext, Delivery, Lane, Reader, ReadingOptions } from "../broker.ts";

const decoder = new TextDecoder();

interface ShardName {
  readonly StreamName: string;
  readonly ShardId: string;
}

/** A shard as a lane. Readers start at TRIM_HORIZON, so that nothing written before they came is missed. */
export function shardLane(client: KinesisClient, shard: ShardName, context: ChannelContext): Lane {
  return {
    id: shard.ShardId,
    access: "exclusive",
    open: (reading) => new ShardReader(client, shard, context, reading),
  };
}

class ShardReader implements Reader {
  readonly #client: KinesisClient;
  readonly #shard: ShardName;
  readonly #context: ChannelContext;
  readonly #reading: ReadingOptions;
  #iterator: string | undefined;
  /** The last sequence number read: where a fresh iterator continues. */
  #lastRead: string | undefined;
  #nextPollAtMs: number;
  readonly #patience: Patience;
  #ended = false;

  constructor(
    client: KinesisClient,
    shard: ShardName,
    context: ChannelContext,
    reading: ReadingOptions,
  ) {
    this.#client = client;
    this.#shard = shard;
    this.#context = context;
    this.#reading = reading;
    this.#patience = new Patience(context, "GetRecords");
    // Readers of different shards do not poll in step: each begins at a random moment of its interval.
    this.#nextPollAtMs = context.nowMs() + Math.random() * reading.pollMs;
  }

  ended(): boolean {
    return this.#ended;
  }

  async receive(signal: AbortSignal): Promise<readonly Delivery[]> {
    if (this.#ended) return [];
    await this.#context.sleep(this.#nextPollAtMs - this.#context.nowMs(), signal);
    if (signal.aborted) return [];
    this.#nextPollAtMs = this.#context.nowMs() + this.#reading.pollMs;
    try {
      const deliveries = await this.#poll(signal);
      this.#patience.answered();
      return deliveries;
    } catch (error) {
      if (error instanceof ExpiredIteratorException) this.#iterator = undefined;
      else await this.#patience.failed(error, signal);
      return [];
    }
  }

  /** The checkpoint of a reader that lives as long as the run is its iterator: there is nothing to send. */
  async settle(): Promise<void> {}

  async #poll(signal: AbortSignal): Promise<readonly Delivery[]> {
    this.#iterator ??= await this.#freshIterator(signal);
    const output = await this.#client.send(
      new GetRecordsCommand({ ShardIterator: this.#iterator, Limit: this.#reading.maxEvents }),
    );
    this.#iterator = output.NextShardIterator;
    this.#ended = output.NextShardIterator === undefined;
    const deliveries = (output.Records ?? []).map(({ Data, SequenceNumber = "" }) => ({
      body: decoder.decode(Data),
      lane: this.#shard.ShardId,
      position: SequenceNumber,
      handle: SequenceNumber,
    }));
    this.#lastRead = deliveries.at(-1)?.position ?? this.#lastRead;
    return deliveries;
  }

  async #freshIterator(signal: AbortSignal): Promise<string | undefined> {
    const from =
      this.#lastRead === undefined
        ? ({ ShardIteratorType: "TRIM_HORIZON" } as const)
        : ({
            ShardIteratorType: "AFTER_SEQUENCE_NUMBER",
            StartingSequenceNumber: this.#lastRead,
          } as const);
    const output = await this.#client.send(
      new GetShardIteratorCommand({ ...this.#shard, ...from }),
      { abortSignal: signal },
    );
    return output.ShardIterator;
  }
}
