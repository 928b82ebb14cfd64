import type { Environment } from "../environment.ts";
import { unknownOperation } from "../service-error.ts";
import { isRecord } from "../shape.ts";
import { describeStream, describeStreamSummary, listStreams } from "./describe-stream.ts";
import { getRecords } from "./get-records.ts";
import { getShardIterator } from "./get-shard-iterator.ts";
import { listShards } from "./list-shards.ts";
import { putRecord } from "./put-record.ts";
import { putRecords } from "./put-records.ts";
import { mergeShards, splitShard } from "./reshard.ts";
import { decodeIterator } from "./shard-iterator.ts";
import {
  createStream,
  decreaseRetention,
  deleteStream,
  increaseRetention,
} from "./stream-lifecycle.ts";
import { type KinesisAction, Streams } from "./streams.ts";

const actions: ReadonlyMap<string, KinesisAction> = new Map(
  Object.entries({
    CreateStream: createStream,
    DecreaseStreamRetentionPeriod: decreaseRetention,
    DeleteStream: deleteStream,
    DescribeStream: describeStream,
    DescribeStreamSummary: describeStreamSummary,
    GetRecords: getRecords,
    GetShardIterator: getShardIterator,
    IncreaseStreamRetentionPeriod: increaseRetention,
    ListShards: listShards,
    ListStreams: listStreams,
    MergeShards: mergeShards,
    PutRecord: putRecord,
    PutRecords: putRecords,
    SplitShard: splitShard,
  }),
);

/** Kinesis Data Streams as a state machine. */
export class Kinesis {
  readonly #streams: Streams;

  constructor(environment: Environment) {
    this.#streams = new Streams(environment);
  }

  handle(action: string, input: unknown, nowMs: number): object {
    const perform = actions.get(action);
    if (perform === undefined) throw unknownOperation(action);
    return perform(this.#streams, input, nowMs);
  }

  /** The shard that a request is for, if it is for one: what faults on a shard are matched against. */
  shardOf(input: unknown, nowMs: number): string | undefined {
    if (!isRecord(input)) return undefined;
    const { StreamName, StreamARN, ShardId, ShardIterator, PartitionKey, ExplicitHashKey } = input;
    if (typeof ShardId === "string") return ShardId;
    try {
      if (typeof ShardIterator === "string") {
        return decodeIterator(this.#streams, ShardIterator, nowMs).shard.id;
      }
      if (typeof PartitionKey !== "string") return undefined;
      const reference = {
        ...(typeof StreamName === "string" && { StreamName }),
        ...(typeof StreamARN === "string" && { StreamARN }),
      };
      const stream = this.#streams.find(reference, nowMs);
      const explicit = typeof ExplicitHashKey === "string" ? ExplicitHashKey : undefined;
      return stream.route(PartitionKey, explicit).id;
    } catch {
      // The action itself will say what is wrong with the input.
      return undefined;
    }
  }
}
