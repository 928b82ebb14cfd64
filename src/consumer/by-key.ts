import type { Reader } from "../broker/broker.ts";
import type { ResolvedByKey } from "../scenario/resolved.ts";
import type { ConsumerStrategy } from "./consumer.ts";
import { followLanes } from "./follow-lanes.ts";
import { handleAll, receiveWork, type Settling, type Work } from "./work.ts";

/** As by-lane, but the trucks of one receive are worked on side by side, each in its own order; the next receive waits for all. */
export const byKey: ConsumerStrategy<ResolvedByKey> = (context) =>
  followLanes(context, async (reader, instance, lane) => {
    while (!instance.signal.aborted && !reader.ended()) {
      const works = await receiveWork(reader, instance, context);
      const trucks = [...perTruck(works).values()];
      const settling = lane.access === "exclusive" ? inLogOrder(works, reader) : reader;
      const worker = async (slot: number): Promise<void> => {
        for (let next = trucks.shift(); next !== undefined; next = trucks.shift()) {
          await handleAll(next, settling, instance, context, `/${slot + 1}`);
        }
      };
      const { keysAtOnce } = context.spec;
      await Promise.all(Array.from({ length: keysAtOnce }, (_, slot) => worker(slot)));
    }
  });

function perTruck(works: readonly Work[]): Map<string, Work[]> {
  return Map.groupBy(works, (work) => work.event?.truckId ?? "");
}

/** A checkpoint speaks for everything before it: so it goes only as far as all trucks have come. */
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
