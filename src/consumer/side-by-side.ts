import type { Lane, Reader } from "../broker/broker.ts";
import type { Instance } from "../broker/instance.ts";
import type { ReaderContext } from "./consumer.ts";
import { handleAll, type Settling, type Work } from "./work.ts";

/**
 * Works on groups of one receive side by side, each in its own order, at most `threads` at once; resolves when all are done. A thread that
 * is free takes the next group.
 */
export async function sideBySide(
  groups: readonly (readonly Work[])[],
  threads: number,
  settling: Settling,
  instance: Instance,
  context: ReaderContext,
): Promise<void> {
  const left = [...groups];
  const thread = async (slot: number): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      await handleAll(next, settling, instance, context, `/${slot + 1}`);
    }
  };
  await Promise.all(Array.from({ length: threads }, (_, slot) => thread(slot)));
}

/** Where work that ends out of order is settled: a checkpoint goes only as far as everything before it is done. */
export function settlingOf(works: readonly Work[], reader: Reader, lane: Lane): Settling {
  return lane.access === "exclusive" ? inLogOrder(works, reader) : reader;
}

function inLogOrder(works: readonly Work[], reader: Reader): Settling {
  const done = new Set<string>();
  let reached = 0;
  return {
    settle: async (deliveries, signal) => {
      for (const { position } of deliveries) done.add(position);
      const from = reached;
      while (reached < works.length && done.has(works[reached]!.delivery.position)) reached += 1;
      if (reached > from) await reader.settle([works[reached - 1]!.delivery], signal);
    },
  };
}
