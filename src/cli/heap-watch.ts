import { getHeapSpaceStatistics, getHeapStatistics } from "node:v8";

/** What a heap keeps at most for what is young, three times the largest semi-space; its limit has that in it. */
const youngBytes = 3 * 64 * 1024 * 1024;
/** Shares of what there is for the old: of what a collection has left, and of what is there with all garbage, that leave no room. */
const fullShare = 0.75;
const brimShare = 0.92;

/** Asked now and then whether the heap is full. What is garbage does not count: after a collection there is less than before. */
export function heapWatch(): () => boolean {
  const { heap_size_limit: all } = getHeapStatistics();
  const limit = Math.max(all - youngBytes, all / 6);
  let before = 0;
  let left = 0;
  return () => {
    const used = oldBytes();
    if (used < before) left = used;
    before = used;
    return left > limit * fullShare || used > limit * brimShare;
  };
}

function oldBytes(): number {
  let bytes = 0;
  for (const { space_name: name, space_used_size: used } of getHeapSpaceStatistics()) {
    if (!name.startsWith("new_")) bytes += used;
  }
  return bytes;
}
