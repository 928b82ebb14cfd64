import { ServiceError } from "../service-error.ts";
import type { Shape } from "./input-shape.ts";
import { shardIdOf, shardIndexOf } from "./shard-id.ts";
import type { Shard } from "./shard.ts";
import type { Stream } from "./stream.ts";
import type { KinesisAction, Streams } from "./streams.ts";
import {
  checked,
  hashKeyField,
  invalidArgument,
  shardIdField,
  streamFields,
  type StreamReference,
} from "./validate.ts";

/** How long a stream is UPDATING after a split or merge; it can be read and written meanwhile. Assumed. */
const reshardMs = 1000;

const splitShape: Shape = {
  ...streamFields,
  ShardToSplit: { ...shardIdField, required: true },
  NewStartingHashKey: { ...hashKeyField, required: true },
};
type SplitShardInput = StreamReference & {
  readonly ShardToSplit: string;
  readonly NewStartingHashKey: string;
};

/** Replaces one open shard by two. The parent is closed at once: it can be read, not written (K-SDK SplitShard). */
export const splitShard: KinesisAction = (streams, input, nowMs) => {
  const request = checked<SplitShardInput>(splitShape, input);
  const stream = streams.findActive(request, nowMs);
  const parent = openShard(streams, stream, request.ShardToSplit);
  const middle = BigInt(request.NewStartingHashKey);
  const { startHash, endHash } = parent.origin;
  if (middle <= startHash || middle > endHash) {
    throw invalidArgument(
      `NewStartingHashKey ${middle} used in SplitShard() on shard ${parent.id} in stream ${stream.options.name} is not both greater than one plus the shard's StartingHashKey ${startHash} and less than the shard's EndingHashKey ${endHash}.`,
    );
  }
  stream.closeShard(parent, nowMs);
  const lower = { startHash, endHash: middle - 1n };
  const upper = { startHash: middle, endHash };
  for (const range of [lower, upper]) {
    stream.addShard({ index: stream.shards.length, createdMs: nowMs, parent, ...range });
  }
  stream.busyUntilMs = nowMs + reshardMs;
  return {};
};

const mergeShape: Shape = {
  ...streamFields,
  ShardToMerge: { ...shardIdField, required: true },
  AdjacentShardToMerge: { ...shardIdField, required: true },
};
type MergeShardsInput = StreamReference & {
  readonly ShardToMerge: string;
  readonly AdjacentShardToMerge: string;
};

/** Replaces two open shards whose ranges touch by one (K-SDK MergeShards). */
export const mergeShards: KinesisAction = (streams, input, nowMs) => {
  const request = checked<MergeShardsInput>(mergeShape, input);
  const stream = streams.findActive(request, nowMs);
  const parent = openShard(streams, stream, request.ShardToMerge);
  const adjacentParent = openShard(streams, stream, request.AdjacentShardToMerge);
  const [lower, upper] =
    parent.origin.startHash < adjacentParent.origin.startHash
      ? [parent.origin, adjacentParent.origin]
      : [adjacentParent.origin, parent.origin];
  if (lower.endHash + 1n !== upper.startHash) {
    throw invalidArgument(
      `Shards ${parent.id} and ${adjacentParent.id} in stream ${stream.options.name} under account ${streams.environment.accountId} are not an adjacent pair of shards eligible for merging`,
    );
  }
  stream.closeShard(parent, nowMs);
  stream.closeShard(adjacentParent, nowMs);
  stream.addShard({
    index: stream.shards.length,
    startHash: lower.startHash,
    endHash: upper.endHash,
    createdMs: nowMs,
    parent,
    adjacentParent,
  });
  stream.busyUntilMs = nowMs + reshardMs;
  return {};
};

/** The open shard an id stands for. Wording: mhart/kinesalite test/splitShard.js; of a closed shard: getmoto/moto. */
function openShard(streams: Streams, stream: Stream, id: string): Shard {
  const index = shardIndexOf(id);
  const shard = index === undefined ? undefined : stream.shards[index];
  const inStream = `in stream ${stream.options.name} under account ${streams.environment.accountId}`;
  if (shard === undefined) {
    throw new ServiceError(
      "ResourceNotFoundException",
      `Could not find shard ${index === undefined ? id : shardIdOf(index)} ${inStream}.`,
    );
  }
  if (shard.isOpen) return shard;
  throw invalidArgument(
    `Shard ${shard.id} ${inStream} has already been merged or split, and thus is not eligible for merging or splitting.`,
  );
}
