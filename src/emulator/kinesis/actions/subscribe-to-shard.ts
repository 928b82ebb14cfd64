import { ServiceError } from "../../service-error.ts";
import { checked } from "../input/checked.ts";
import { sequenceNumberField, shardIdField } from "../input/fields.ts";
import type { Shape } from "../input/input-shape.ts";
import { ShardFeed } from "../stream/shard-feed.ts";
import { shardIdOf, shardIndexOf } from "../stream/shard-id.ts";
import type { Shard } from "../stream/shard.ts";
import type { Streams } from "../stream/streams.ts";
import {
  consumerArnField,
  findConsumer,
  type FoundConsumer,
  rateExceeded,
} from "./consumer-reference.ts";
import { dryRun } from "./dry-run.ts";
import { iteratorTypes, startIndex, type StartingPoint } from "./get-shard-iterator.ts";
import type { KinesisAction } from "./kinesis-action.ts";
import { noShardId, shardNotFound } from "./shard-iterator.ts";

/** For so long after a call that succeeded, another one for the same consumer and shard is refused (K-SDK SubscribeToShard). */
const takeoverMs = 5000;

const shape: Shape = {
  ConsumerARN: { ...consumerArnField, required: true },
  ShardId: { ...shardIdField, required: true },
  StartingPosition: {
    type: "structure",
    required: true,
    fields: {
      Type: { type: "string", required: true, oneOf: iteratorTypes },
      SequenceNumber: sequenceNumberField,
      Timestamp: { type: "number" },
    },
  },
  DryRun: { type: "boolean" },
};

interface SubscribeToShardInput {
  readonly ConsumerARN: string;
  readonly ShardId: string;
  readonly StartingPosition: {
    readonly Type: StartingPoint["ShardIteratorType"];
    readonly SequenceNumber?: string;
    readonly Timestamp?: number;
  };
  readonly DryRun?: boolean;
}

/**
 * Pushes the records of a shard to a consumer for up to 5 minutes: the answer is a Subscription. A call 5 s or more after the last
 * one takes over, and the stream before ends with ResourceInUseException (K-SDK SubscribeToShard).
 */
export const subscribeToShard: KinesisAction = (streams, input, nowMs) => {
  const request = checked<SubscribeToShardInput>(shape, input);
  const { environment, fanOut } = streams;
  const found = findConsumer(streams, { ConsumerARN: request.ConsumerARN }, nowMs);
  const { stream, consumer } = found;
  checkActive(streams, found, nowMs);
  const shard = findShard(streams, found, request.ShardId, nowMs);
  const lane = consumer.lane(shard.id);
  const isAdmitted = lane.calls.admit(nowMs, 1);
  const inUse = new ServiceError(
    "ResourceInUseException",
    `Another active subscription exists for this consumer: ${environment.accountId}:${stream.options.name}:${shard.id}:${consumer.name}`,
  );
  if (nowMs < lane.subscribedMs + takeoverMs) throw inUse;
  if (environment.hasQuotas && !isAdmitted) {
    throw rateExceeded(`consumer ${consumer.name} and shard ${shard.id}`);
  }
  shard.log.trim(nowMs - stream.retentionHours * 3_600_000);
  const index = startIndex(
    { action: "SubscribeToShard", streams, stream, shard },
    startingPoint(request),
    nowMs,
  );
  if (request.DryRun === true) throw dryRun();
  lane.feed?.end(inUse);
  const feed = new ShardFeed(environment, fanOut, { stream, shard, index }, nowMs);
  lane.feed = feed;
  lane.subscribedMs = nowMs;
  return feed.subscription;
};

function checkActive(streams: Streams, { stream, consumer }: FoundConsumer, nowMs: number): void {
  if (consumer.status(nowMs) === "ACTIVE") return;
  // The wording is the live service's, as quoted in awslabs/kinesis-hot-shard-advisor#37.
  throw new ServiceError(
    "ResourceInUseException",
    `Consumer ${consumer.name} with creation timestamp ${consumer.createdSecond} under stream: ${stream.options.name} , account ${streams.environment.accountId} is not in ACTIVE status.`,
  );
}

function findShard(
  streams: Streams,
  { stream }: FoundConsumer,
  shardId: string,
  nowMs: number,
): Shard {
  const { name } = stream.options;
  const { accountId } = streams.environment;
  const index = shardIndexOf(shardId);
  if (index === undefined) throw noShardId(shardId, name, accountId);
  const shard = stream.shards[index];
  if (shard !== undefined && !stream.isExpired(shard, nowMs)) return shard;
  throw shardNotFound(shardIdOf(index), name, accountId);
}

/** The same position in the words of GetShardIterator. */
function startingPoint({ StartingPosition }: SubscribeToShardInput): StartingPoint {
  const { Type, SequenceNumber, Timestamp } = StartingPosition;
  return {
    ShardIteratorType: Type,
    ...(SequenceNumber !== undefined && { StartingSequenceNumber: SequenceNumber }),
    ...(Timestamp !== undefined && { Timestamp }),
  };
}
