/** The designs that the contract of channels is checked on, and what each cannot do by its nature. */
import type { Design } from "../../src/scenario/scenario.ts";
import type { Skip } from "./channel-contract.ts";

const stream = {
  service: "kinesis",
  shards: 2,
  partitionKey: "truck",
  producer: { kind: "serial" },
  consumers: [{ app: "map", kind: "by-lane", count: 1 }],
} as const;

const queue = {
  visibilityTimeoutS: 2,
  producer: { kind: "serial" },
  consumers: [{ app: "map", kind: "competing", count: 1 }],
} as const;

export const designs = {
  "kinesis shared": stream,
  "kinesis fan-out": { ...stream, read: "fan-out" },
  "sqs-fifo": { service: "sqs-fifo", ...queue },
  "sqs-standard": { service: "sqs-standard", ...queue },
} as const satisfies Record<string, Design>;

export type DesignName = keyof typeof designs;

const ofStream: readonly Skip[] = [
  { reason: "a stream has shards", tests: ["to reshard what has no shards is an error"] },
];

const ofQueue: readonly Skip[] = [
  {
    reason: "a queue gives what is there: there is no place to begin at",
    tests: [
      "a reader at the latest gets what is sent once it has begun",
      "a reader at an instant gets what was sent since",
      "a reader after a position gets what follows it",
    ],
  },
  {
    reason: "a queue has no shards",
    tests: [
      "lanes that are split end, and have children that go on",
      "lanes that are merged end, and have a child with two parents",
    ],
  },
];

/** By its nature, wherever it is. */
export const skips: Readonly<Record<DesignName, readonly Skip[]>> = {
  "kinesis shared": ofStream,
  "kinesis fan-out": ofStream,
  "sqs-fifo": ofQueue,
  "sqs-standard": [
    ...ofQueue,
    {
      reason: "a standard queue keeps no order",
      tests: [
        "messages of one key come in the order in which they were sent",
        "what is not settled comes again",
      ],
    },
    {
      reason: "a standard queue may deliver again what was deleted",
      tests: ["what is settled does not come again"],
    },
  ],
};
