import type { Lane } from "../broker/broker.ts";
import { consumerNames, openReader, type ConsumerStrategy } from "./consumer.ts";
import { handleAll, receiveWork, type Work } from "./work.ts";

/** The most that Lambda's ParallelizationFactor allows (LDG/services-kinesis-parameters). */
const defaultKeysAtOnce = 10;

/** As by-lane, but the trucks of one receive are worked on side by side, each in its own order; the next receive waits for all. */
export const byKey: ConsumerStrategy = async (context) => {
  const { spec, signal } = context;
  const names = consumerNames(spec);
  const keysAtOnce = (spec.kind === "by-key" ? spec.keysAtOnce : undefined) ?? defaultKeysAtOnce;
  const lanes = await context.channel.lanes(signal);
  const readLane = async (lane: Lane, consumer: string): Promise<void> => {
    const reader = openReader(lane, spec);
    while (!signal.aborted && !reader.ended()) {
      const trucks = [...perTruck(await receiveWork(reader, consumer, context)).values()];
      const worker = async (slot: number): Promise<void> => {
        for (let next = trucks.shift(); next !== undefined; next = trucks.shift()) {
          await handleAll(next, reader, `${consumer}/${slot + 1}`, context);
        }
      };
      await Promise.all(Array.from({ length: keysAtOnce }, (_, slot) => worker(slot)));
    }
  };
  await Promise.all(lanes.map((lane, index) => readLane(lane, names[index % names.length]!)));
};

function perTruck(works: readonly Work[]): Map<string, Work[]> {
  return Map.groupBy(works, (work) => work.event?.truckId ?? "");
}
