import type { ResolvedByKey } from "../scenario/resolved.ts";
import type { ConsumerStrategy } from "./consumer.ts";
import { followLanes } from "./follow-lanes.ts";
import { settlingOf, sideBySide } from "./side-by-side.ts";
import { receiveWork, type Work } from "./work.ts";

/** As by-lane, but the trucks of one receive are worked on side by side, each in its own order; the next receive waits for all. */
export const byKey: ConsumerStrategy<ResolvedByKey> = (context) =>
  followLanes(context, async (reader, instance, lane) => {
    while (!instance.signal.aborted && !reader.ended()) {
      const works = await receiveWork(reader, instance, context);
      const settling = settlingOf(works, reader, lane);
      await sideBySide(perTruck(works), context.spec.keysAtOnce, settling, instance, context);
    }
  });

function perTruck(works: readonly Work[]): readonly Work[][] {
  return [...Map.groupBy(works, (work) => work.event?.truckId ?? "").values()];
}
