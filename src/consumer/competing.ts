import { consumerNames, openReader, type ConsumerStrategy } from "./consumer.ts";
import { handleInOrder, receiveWork } from "./work.ts";

/** Every consumer takes what the queue gives it, works through it in order and deletes it. */
export const competing: ConsumerStrategy = async (context) => {
  const lanes = await context.channel.lanes(context.signal);
  const consume = async (consumer: string): Promise<void> => {
    const readers = lanes.map((lane) => openReader(lane, context.spec));
    while (!context.signal.aborted) {
      for (const reader of readers) {
        const works = await receiveWork(reader, consumer, context);
        await handleInOrder(works, reader, consumer, context);
      }
    }
  };
  await Promise.all(consumerNames(context.spec).map(consume));
};
