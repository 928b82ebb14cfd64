import { getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** What a heap keeps at most for what is young, three times the largest semi-space; its limit has that in it. */
const youngBytes = 3 * 64 * 1024 * 1024;
/** How much the old may grow over what was left of it before garbage is collected again. By itself the engine lets it grow fourfold. */
const growingPercent = 50;
/** Share of the room for the old that is not used, so that the rest is enough to come to an end. */
const mostShare = 0.6;

/**
 * Asked now and then whether the heap is full. Garbage does not count: when there seems to be no room, it is collected, and what is left
 * is what counts. That happens a few times at most: each time half of the room that was left has to be used first.
 */
export function heapWatch(): () => boolean {
  setFlagsFromString(`--heap-growing-percent=${growingPercent}`);
  const { heap_size_limit: all } = getHeapStatistics();
  const most = Math.max(all - youngBytes, all / 6) * mostShare;
  let suspicious = most / 2;
  let collect: (() => void) | undefined;
  return () => {
    if (getHeapStatistics().used_heap_size < suspicious) return false;
    collect ??= collector();
    collect();
    const left = getHeapStatistics().used_heap_size;
    suspicious = Math.min(most, left + (most - left) / 2);
    return left >= most * 0.95;
  };
}

/** The engine's own collection of garbage, which it shows only when asked to. */
function collector(): () => void {
  setFlagsFromString("--expose-gc");
  return runInNewContext("gc") as () => void;
}
