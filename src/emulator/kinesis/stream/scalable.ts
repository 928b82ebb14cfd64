import type { Changes } from "./changes.ts";
import type { Shard } from "./shard.ts";

/** A stream as scaling sees it: shards to split and merge, now or later. */
export interface Scalable {
  /** In the order of their hash keys. */
  readonly openShards: readonly Shard[];
  readonly changes: Changes;
  readonly split: (parent: Shard, startHash: bigint, atMs: number) => void;
  readonly merge: (parent: Shard, adjacentParent: Shard, atMs: number) => Shard;
}
