import { ServiceError } from "../../service-error.ts";
import { checked } from "../input/checked.ts";
import { hashKeyField, shardIdField, streamFields } from "../input/fields.ts";
import type { Shape } from "../input/input-shape.ts";
import { invalidArgument } from "../kinesis-error.ts";
import { shardIdOf, shardIndexOf } from "../stream/shard-id.ts";
import type { Shard } from "../stream/shard.ts";
import type { StreamReference } from "../stream/stream-reference.ts";
import type { Stream } from "../stream/stream.ts";
import type { Streams } from "../stream/streams.ts";
import type { KinesisAction } from "./kinesis-action.ts";

const splitShape: Shape = {
  NewStartingHashKey: { ...hashKeyField, required: true },
  ...streamFields,
  ShardToSplit: { ...shardIdField, required: true },
};
type SplitShardInput = StreamReference & {
  readonly ShardToSplit: string;
  readonly NewStartingHashKey: string;
};

/**
 * Replaces one open shard by two. Until that is done the stream is UPDATING, and the shard is written to; then it can be read, not
 * written (K-SDK SplitShard).
 */
export const splitShard: KinesisAction = (streams, input, nowMs) => {
  const request = checked<SplitShardInput>(splitShape, input);
  streams.countCall("SplitShard", request, nowMs);
  const [parent, stream] = openShards(streams, request, [request.ShardToSplit], nowMs);
  streams.checkShardLimit(1, nowMs);
  const middle = BigInt(request.NewStartingHashKey);
  const { startHash, endHash } = parent.origin;
  if (middle <= startHash + 1n || middle >= endHash) {
    throw invalidArgument(
      `NewStartingHashKey ${middle} used in SplitShard() on shard ${parent.id} ${inStream(streams, stream.options.name)} is not both greater than one plus the shard's StartingHashKey ${startHash} and less than the shard's EndingHashKey ${endHash}.`,
    );
  }
  stream.update(nowMs + streams.control.reshardMs, (atMs) => stream.split(parent, middle, atMs));
  return {};
};

const mergeShape: Shape = {
  ShardToMerge: { ...shardIdField, required: true },
  AdjacentShardToMerge: { ...shardIdField, required: true },
  ...streamFields,
};
type MergeShardsInput = StreamReference & {
  readonly ShardToMerge: string;
  readonly AdjacentShardToMerge: string;
};

/** Replaces two open shards, the lower named first, whose ranges touch by one (K-SDK MergeShards; mhart/kinesalite test/mergeShards.js). */
export const mergeShards: KinesisAction = (streams, input, nowMs) => {
  const request = checked<MergeShardsInput>(mergeShape, input);
  streams.countCall("MergeShards", request, nowMs);
  const ids = [request.ShardToMerge, request.AdjacentShardToMerge];
  const [lower, stream, upper = lower] = openShards(streams, request, ids, nowMs);
  if (lower.origin.endHash + 1n !== upper.origin.startHash) {
    throw invalidArgument(
      `Shards ${lower.id} and ${upper.id} ${inStream(streams, stream.options.name)} are not an adjacent pair of shards eligible for merging`,
    );
  }
  stream.update(nowMs + streams.control.reshardMs, (atMs) => stream.merge(lower, upper, atMs));
  return {};
};

/** Throws ValidationException on an on-demand stream: its shards are not for the caller to change (K-SDK; wording of getmoto/moto). */
export function refuseOnDemand(streams: Streams, stream: Stream): void {
  if (stream.settings.mode === "PROVISIONED") return;
  const { accountId } = streams.environment;
  throw new ServiceError(
    "ValidationException",
    `Request is invalid. Stream ${stream.options.name} under account ${accountId} is in On-Demand mode.`,
  );
}

/**
 * The open shards some ids stand for, and their stream, which must be provisioned and ACTIVE. An id that can be no shard's is
 * refused before the stream is looked up (mhart/kinesalite test/splitShard.js); wording on a closed shard: getmoto/moto.
 */
function openShards(
  streams: Streams,
  reference: StreamReference,
  ids: readonly string[],
  nowMs: number,
): readonly [Shard, Stream, Shard?] {
  const name = streams.nameOf(reference);
  const where = inStream(streams, name);
  const indexes = ids.map((id) => {
    const index = shardIndexOf(id);
    if (index === undefined) throw notFound(id, where);
    return index;
  });
  const stream = streams.find(reference, nowMs);
  refuseOnDemand(streams, stream);
  streams.checkActive(stream, nowMs);
  const found = indexes.map((index) => {
    const shard = stream.shards[index];
    if (shard === undefined || stream.isExpired(shard, nowMs)) {
      throw notFound(shardIdOf(index), where);
    }
    if (shard.isOpen) return shard;
    throw invalidArgument(
      `Shard ${shard.id} ${where} has already been merged or split, and thus is not eligible for merging or splitting.`,
    );
  });
  const [first, second] = found;
  if (first === undefined) throw new Error("no shard was asked for");
  return second === undefined ? [first, stream] : [first, stream, second];
}

function inStream({ environment }: Streams, name: string): string {
  return `in stream ${name} under account ${environment.accountId}`;
}

function notFound(id: string, where: string): ServiceError {
  return new ServiceError("ResourceNotFoundException", `Could not find shard ${id} ${where}.`);
}
