import type { Environment } from "../environment.ts";
import { ServiceError } from "../service-error.ts";
import { isRecord } from "../shape.ts";
import type { KinesisActionName } from "./action-names.ts";
import {
  describeAccountSettings,
  describeLimits,
  updateAccountSettings,
} from "./actions/account-settings.ts";
import { deregisterStreamConsumer } from "./actions/deregister-stream-consumer.ts";
import { describeStreamConsumer, listStreamConsumers } from "./actions/describe-stream-consumer.ts";
import { describeStream, describeStreamSummary, listStreams } from "./actions/describe-stream.ts";
import { getRecords } from "./actions/get-records.ts";
import { getShardIterator } from "./actions/get-shard-iterator.ts";
import type { KinesisAction } from "./actions/kinesis-action.ts";
import { listShards } from "./actions/list-shards.ts";
import { putRecord } from "./actions/put-record.ts";
import { putRecords } from "./actions/put-records.ts";
import { registerStreamConsumer } from "./actions/register-stream-consumer.ts";
import { mergeShards, splitShard } from "./actions/reshard.ts";
import {
  deleteResourcePolicy,
  getResourcePolicy,
  putResourcePolicy,
} from "./actions/resource-policy.ts";
import { decreaseRetention, increaseRetention } from "./actions/retention.ts";
import { decodeIterator } from "./actions/shard-iterator.ts";
import { createStream, deleteStream } from "./actions/stream-lifecycle.ts";
import {
  updateStreamMode,
  updateStreamRecordDistributionStrategy,
  updateStreamWarmThroughput,
} from "./actions/stream-mode.ts";
import {
  disableEnhancedMonitoring,
  enableEnhancedMonitoring,
  startStreamEncryption,
  stopStreamEncryption,
  updateMaxRecordSize,
} from "./actions/stream-options.ts";
import { subscribeToShard } from "./actions/subscribe-to-shard.ts";
import {
  addTagsToStream,
  listTagsForResource,
  listTagsForStream,
  removeTagsFromStream,
  tagResource,
  untagResource,
} from "./actions/tag-actions.ts";
import { updateShardCount } from "./actions/update-shard-count.ts";
import type { StreamReference } from "./stream/stream-reference.ts";
import type { Stream } from "./stream/stream.ts";
import { Streams } from "./stream/streams.ts";

const actions: ReadonlyMap<string, KinesisAction> = new Map(
  Object.entries({
    AddTagsToStream: addTagsToStream,
    CreateStream: createStream,
    DecreaseStreamRetentionPeriod: decreaseRetention,
    DeleteResourcePolicy: deleteResourcePolicy,
    DeleteStream: deleteStream,
    DeregisterStreamConsumer: deregisterStreamConsumer,
    DescribeAccountSettings: describeAccountSettings,
    DescribeLimits: describeLimits,
    DescribeStream: describeStream,
    DescribeStreamConsumer: describeStreamConsumer,
    DescribeStreamSummary: describeStreamSummary,
    DisableEnhancedMonitoring: disableEnhancedMonitoring,
    EnableEnhancedMonitoring: enableEnhancedMonitoring,
    GetRecords: getRecords,
    GetResourcePolicy: getResourcePolicy,
    GetShardIterator: getShardIterator,
    IncreaseStreamRetentionPeriod: increaseRetention,
    ListShards: listShards,
    ListStreamConsumers: listStreamConsumers,
    ListStreams: listStreams,
    ListTagsForResource: listTagsForResource,
    ListTagsForStream: listTagsForStream,
    MergeShards: mergeShards,
    PutRecord: putRecord,
    PutRecords: putRecords,
    RegisterStreamConsumer: registerStreamConsumer,
    SubscribeToShard: subscribeToShard,
    PutResourcePolicy: putResourcePolicy,
    RemoveTagsFromStream: removeTagsFromStream,
    SplitShard: splitShard,
    StartStreamEncryption: startStreamEncryption,
    StopStreamEncryption: stopStreamEncryption,
    TagResource: tagResource,
    UntagResource: untagResource,
    UpdateAccountSettings: updateAccountSettings,
    UpdateMaxRecordSize: updateMaxRecordSize,
    UpdateShardCount: updateShardCount,
    UpdateStreamMode: updateStreamMode,
    UpdateStreamRecordDistributionStrategy: updateStreamRecordDistributionStrategy,
    UpdateStreamWarmThroughput: updateStreamWarmThroughput,
  } satisfies Readonly<Record<KinesisActionName, KinesisAction>>),
);

/** The fields by which GetShardIterator, SubscribeToShard, SplitShard and MergeShards name their shards. */
const shardFields = ["ShardId", "ShardToSplit", "ShardToMerge", "AdjacentShardToMerge"] as const;

/** Kinesis says no more than the type (mhart/kinesalite test/connection.js). */
const unknownOperation = new ServiceError("UnknownOperationException", "");

/** A shard, and those that it was split or merged from. */
export interface ShardLineage {
  readonly id: string;
  readonly parents: readonly string[];
}

/** Kinesis Data Streams as a state machine. */
export class Kinesis {
  readonly #streams: Streams;

  constructor(environment: Environment) {
    this.#streams = new Streams(environment);
  }

  handle(action: string, input: unknown, nowMs: number): object {
    const perform = actions.get(action);
    if (perform === undefined) throw unknownOperation;
    return perform(this.#streams, input, nowMs);
  }

  /** The next instant at which a subscription has something to send, or may have because a stream changes. */
  nextAtMs(): number | undefined {
    const nextMs = this.#streams.fanOut.nextAtMs();
    return nextMs === undefined ? undefined : Math.min(nextMs, this.#streams.nextChangeMs());
  }

  /** Sends what is due by then to the subscriptions. */
  advance(nowMs: number): void {
    this.#streams.settle(nowMs);
    this.#streams.fanOut.advance(nowMs);
  }

  lineage(streamName: string, nowMs: number): readonly ShardLineage[] {
    const { shards = [] } = this.#streams.named(streamName, nowMs) ?? {};
    return shards.map(({ id, origin: { parent, adjacentParent } }) => ({
      id,
      parents: [parent, adjacentParent].flatMap((shard) => (shard ? [shard.id] : [])),
    }));
  }

  /** The shards that a request is for: what faults on a shard are matched against. */
  shardsOf(input: unknown, nowMs: number): readonly string[] {
    if (!isRecord(input)) return [];
    const { ShardIterator, Records } = input;
    const named = shardFields.map((field) => input[field]).filter((id) => typeof id === "string");
    if (named.length > 0) return named;
    try {
      if (typeof ShardIterator === "string") {
        return [decodeIterator(this.#streams, ShardIterator, nowMs).shard.id];
      }
      const stream = this.#streams.find(streamReference(input), nowMs);
      const records: readonly unknown[] = Array.isArray(Records) ? Records : [input];
      return records.flatMap((record) => shardOfRecord(stream, record));
    } catch (error) {
      // What is wrong with the input is for the action itself to say.
      if (error instanceof ServiceError) return [];
      throw error;
    }
  }
}

function streamReference(input: Readonly<Record<string, unknown>>): StreamReference {
  const { StreamName, StreamARN } = input;
  return {
    ...(typeof StreamName === "string" && { StreamName }),
    ...(typeof StreamARN === "string" && { StreamARN }),
  };
}

function shardOfRecord(stream: Stream, record: unknown): readonly string[] {
  if (!isRecord(record)) return [];
  const { PartitionKey, ExplicitHashKey } = record;
  // A key that is too long for a record is not to be remembered.
  if (typeof PartitionKey !== "string" || PartitionKey.length > 256) return [];
  const isExplicit = typeof ExplicitHashKey === "string" && /^\d{1,39}$/.test(ExplicitHashKey);
  return [stream.route(PartitionKey, isExplicit ? ExplicitHashKey : undefined).id];
}
