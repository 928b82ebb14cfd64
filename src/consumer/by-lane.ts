import type { Lane } from "../broker/broker.ts";
import { consumerNames, openReader, type ConsumerStrategy } from "./consumer.ts";
import { handleAll, receiveWork } from "./work.ts";

/**
 * Each lane is leased to one consumer. With more consumers than lanes the rest stay idle, with fewer a consumer holds several
 * lanes and works on them side by side, as a KCL worker does. Leases do not move while the run lasts.
 */
export const byLane: ConsumerStrategy = async (context) => {
  const names = consumerNames(context.spec);
  const lanes = await context.channel.lanes(context.signal);
  const readLane = async (lane: Lane, consumer: string): Promise<void> => {
    const reader = openReader(lane, context.spec);
    while (!context.signal.aborted && !reader.ended()) {
      const works = await receiveWork(reader, consumer, context);
      await handleAll(works, reader, consumer, context);
    }
  };
  await Promise.all(lanes.map((lane, index) => readLane(lane, names[index % names.length]!)));
};
