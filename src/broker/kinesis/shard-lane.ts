import {
  type _Record,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type GetShardIteratorCommandInput,
} from "@aws-sdk/client-kinesis";

import { Patience } from "../../client/patience.ts";
import { isExpiredIterator } from "../../client/sdk-errors.ts";
import type { Delivery, Lane, Reader, Reading, ReadingStart } from "../broker.ts";
import { goingOn, plainly, unpacked } from "./delivery-of.ts";

/** A shard as it was listed. */
export interface ListedShard {
  readonly StreamName: string;
  readonly ShardId: string;
  readonly parents: readonly string[];
  readonly isClosed: boolean;
  readonly dateOf: (atMs: number) => Date;
  /** Whether records may hold several events. */
  readonly isAggregated: boolean;
}

/** A shard as a lane that is polled with GetRecords. */
export function shardLane(shard: ListedShard): Lane {
  const { ShardId: id, parents, isClosed } = shard;
  return {
    id,
    access: "exclusive",
    parents,
    isClosed,
    open: (reading) => new ShardReader(shard, reading),
  };
}

class ShardReader implements Reader {
  readonly #shard: ListedShard;
  readonly #reading: Reading;
  #iterator: string | undefined;
  /** Where a fresh iterator begins: behind the last record read. */
  #from: ReadingStart;
  #nextPollAtMs: number;
  readonly #patience: Patience;
  #ended = false;

  constructor(shard: ListedShard, reading: Reading) {
    this.#shard = shard;
    this.#reading = reading;
    this.#from = reading.from;
    this.#patience = new Patience(reading.pacing, "GetRecords");
    // Readers of different shards do not poll in step: each begins at a random moment of its interval.
    this.#nextPollAtMs = reading.pacing.nowMs() + Math.random() * reading.pollMs;
  }

  ended(): boolean {
    return this.#ended;
  }

  async receive(signal: AbortSignal): Promise<readonly Delivery[]> {
    if (this.#ended) return [];
    const { pacing, pollMs } = this.#reading;
    await pacing.sleep(this.#nextPollAtMs - pacing.nowMs(), signal);
    if (signal.aborted) return [];
    this.#nextPollAtMs = pacing.nowMs() + pollMs;
    try {
      const deliveries = await this.#poll(signal);
      this.#patience.answered();
      return deliveries;
    } catch (error) {
      if (isExpiredIterator(error)) this.#expired();
      else await this.#patience.failed(error, signal);
      return [];
    }
  }

  async settle(deliveries: readonly Delivery[]): Promise<void> {
    const last = deliveries.at(-1);
    if (last !== undefined) this.#reading.checkpoint(last.position);
  }

  #expired(): void {
    this.#iterator = undefined;
    if (this.#reading.whenExpired === "latest") this.#from = { type: "latest" };
  }

  async #poll(signal: AbortSignal): Promise<readonly Delivery[]> {
    this.#iterator ??= await this.#freshIterator(signal);
    const output = await this.#reading.connection
      .kinesis()
      .send(
        new GetRecordsCommand({ ShardIterator: this.#iterator, Limit: this.#reading.maxEvents }),
      );
    this.#iterator = output.NextShardIterator;
    this.#ended = output.NextShardIterator === undefined;
    // Emulators may leave an empty list out.
    const deliveries = this.#unpack(output.Records ?? []);
    const last = deliveries.at(-1);
    if (last !== undefined) this.#from = { type: "after-position", position: last.position };
    return deliveries;
  }

  #unpack(records: readonly _Record[]): readonly Delivery[] {
    const { ShardId, isAggregated } = this.#shard;
    return (isAggregated ? unpacked(ShardId, this.#from) : plainly(ShardId))(records);
  }

  async #freshIterator(signal: AbortSignal): Promise<string | undefined> {
    const { StreamName, ShardId } = this.#shard;
    const askedAtMs = this.#reading.pacing.nowMs();
    const output = await this.#reading.connection
      .kinesis()
      .send(new GetShardIteratorCommand({ StreamName, ShardId, ...this.#position() }), {
        abortSignal: signal,
      });
    if (this.#from.type === "latest") {
      // A second LATEST would skip what was written meanwhile.
      this.#from = { type: "at-timestamp", atMs: askedAtMs };
      this.#reading.begun();
    }
    return output.ShardIterator;
  }

  #position(): Pick<
    GetShardIteratorCommandInput,
    "ShardIteratorType" | "StartingSequenceNumber" | "Timestamp"
  > {
    const from = this.#from;
    switch (from.type) {
      case "trim-horizon":
        return { ShardIteratorType: "TRIM_HORIZON" };
      case "latest":
        return { ShardIteratorType: "LATEST" };
      case "at-timestamp":
        return { ShardIteratorType: "AT_TIMESTAMP", Timestamp: this.#shard.dateOf(from.atMs) };
      case "after-position": {
        const { type, sequenceNumber } = goingOn(from.position, this.#shard.isAggregated);
        return { ShardIteratorType: type, StartingSequenceNumber: sequenceNumber };
      }
    }
  }
}
