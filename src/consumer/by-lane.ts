import type { ResolvedPlainConsumer } from "../scenario/resolved.ts";
import type { ConsumerStrategy } from "./consumer.ts";
import { followLanes } from "./follow-lanes.ts";
import { handleAll, receiveWork } from "./work.ts";

/**
 * Each lane is leased to one consumer. With more consumers than lanes the rest stay idle, with fewer a consumer holds several
 * lanes and works on them side by side, as a KCL worker does. Leases do not move while the run lasts.
 */
export const byLane: ConsumerStrategy<ResolvedPlainConsumer> = (context) =>
  followLanes(context, async (reader, instance) => {
    while (!instance.signal.aborted && !reader.ended()) {
      const works = await receiveWork(reader, instance, context);
      await handleAll(works, reader, instance, context);
    }
  });
