import { uniformBounds } from "./hash-keys.ts";
import type { Scalable } from "./scalable.ts";
import type { Shard } from "./shard.ts";

/** Splits wherever a uniform shard is to begin, then merges what lies between: some shards live for that moment only (K-SDK UpdateShardCount). */
export function scaleTo(stream: Scalable, count: number, atMs: number): void {
  const bounds = uniformBounds(count);
  for (const bound of bounds) {
    const shard = shardAround(stream, bound);
    if (shard !== undefined && shard.origin.startHash !== bound) stream.split(shard, bound, atMs);
  }
  let merged: Shard | undefined;
  const starts = new Set(bounds);
  for (const shard of stream.openShards) {
    const isFirst = merged === undefined || starts.has(shard.origin.startHash);
    merged = isFirst || merged === undefined ? shard : stream.merge(merged, shard, atMs);
  }
}

function shardAround(stream: Scalable, hash: bigint): Shard | undefined {
  return stream.openShards.find(({ origin }) => origin.startHash <= hash && hash <= origin.endHash);
}
