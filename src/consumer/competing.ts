import type { Instance } from "../broker/instance.ts";
import type { ResolvedCompeting } from "../scenario/resolved.ts";
import { type ConsumerStrategy, openReader } from "./consumer.ts";
import { handleInOrder, receiveWork } from "./work.ts";

/** Every consumer takes what the queue gives it, works through it in order and deletes it. */
export const competing: ConsumerStrategy<ResolvedCompeting> = async (context) => {
  const { channel, members, signal } = context;
  const lanes = await channel.lanes(signal);
  const consume = async (instance: Instance): Promise<void> => {
    const readers = lanes.map((lane) =>
      openReader(lane, { type: "trim-horizon" }, instance, context),
    );
    while (!instance.signal.aborted) {
      for (const reader of readers) {
        const works = await receiveWork(reader, instance, context);
        await handleInOrder(works, reader, instance, context);
      }
    }
  };
  const live = async (number: number): Promise<void> => {
    while (!signal.aborted) {
      const instance = await members.alive(number);
      if (instance === undefined) return;
      await instance.life.until(consume(instance));
    }
  };
  await Promise.all(Array.from({ length: members.count }, (_, index) => live(index + 1)));
};
