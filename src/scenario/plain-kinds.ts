/**
 * Strategies without options of their own. A new one is a line here, and its file with a line in the table of
 * producer/start-producer.ts or consumer/start-consumers.ts, which the compiler asks for.
 */

/** Producers, and how a report names what they do. */
export const plainProducers = {
  /** One event of a truck under way at a time; the next goes out when this one is acknowledged. */
  serial: "serial sends",
  /** Every event goes out when it is due, whatever became of the ones before it. */
  concurrent: "concurrent sends",
} as const;

export type PlainProducer = keyof typeof plainProducers;

/** Consumers, and how they share their work: one for each lane (of a queue there is one), or all at one queue. */
export const plainConsumers = {
  /** Each lane is leased to one consumer, which takes its events one after the other. */
  "by-lane": "lanes",
  /** Every consumer takes from the same lane. */
  competing: "queue",
} as const;

export type Sharing = (typeof plainConsumers)[keyof typeof plainConsumers];

/** Consumers that share their work in one way. */
export type PlainConsumer<How extends Sharing> = {
  [Kind in keyof typeof plainConsumers]: (typeof plainConsumers)[Kind] extends How ? Kind : never;
}[keyof typeof plainConsumers];

export const plainProducerKinds = Object.keys(plainProducers) as PlainProducer[];

export function plainConsumerKinds<How extends Sharing>(how: How): PlainConsumer<How>[] {
  const kinds = Object.keys(plainConsumers) as (keyof typeof plainConsumers)[];
  return kinds.filter((kind) => plainConsumers[kind] === how) as PlainConsumer<How>[];
}
