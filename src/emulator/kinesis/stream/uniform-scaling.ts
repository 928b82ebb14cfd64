import { hashKeySpace, uniformBounds } from "./hash-keys.ts";
import type { Scalable } from "./scalable.ts";
import type { Shard } from "./shard.ts";

/**
 * Makes so many shards of one size, some others living for that moment only (K-SDK UpdateShardCount). From the lowest hash key on, each
 * is cut off where it is to end and put together of what lies before that. *Unverified*: one look at the live service, which had
 * shards 6, 9 and 10 after 4 were scaled to 3 (risingwavelabs/risingwave #9961), fits this order.
 */
export function scaleTo(stream: Scalable, count: number, atMs: number): void {
  const bounds = uniformBounds(count);
  for (let index = 0; index < count; index += 1) {
    const end = bounds[index + 1] ?? hashKeySpace;
    // All before this place are done.
    const last = firstFrom(stream.openShards, index, ({ origin }) => origin.endHash >= end - 1n);
    if (last !== undefined && last.origin.endHash >= end) stream.split(last, end, atMs);
    const parts = stream.openShards;
    let merged: Shard | undefined;
    for (let at = index; at < parts.length; at += 1) {
      const part = parts[at];
      if (part === undefined || part.origin.startHash >= end) break;
      merged = merged === undefined ? part : stream.merge(merged, part, atMs);
    }
  }
}

function firstFrom(
  shards: readonly Shard[],
  from: number,
  isIt: (shard: Shard) => boolean,
): Shard | undefined {
  for (let at = from; at < shards.length; at += 1) {
    const shard = shards[at];
    if (shard !== undefined && isIt(shard)) return shard;
  }
  return undefined;
}
