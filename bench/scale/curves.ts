/** What is measured: scenarios that differ in one number. */
import type { SimulatedScenario } from "../../src/suite/simulate.ts";

export interface Case {
  readonly label: string;
  readonly scenario: SimulatedScenario;
}

export interface Curve {
  readonly name: string;
  readonly cases: readonly Case[];
}

const durationS = 10;

type Producer = { readonly kind: "serial" | "batched" };

function fleet(trucks: number, events: number): SimulatedScenario["workload"] {
  return { kind: "fleet", trucks, hz: events / trucks / durationS, durationS };
}

function onKinesis(trucks: number, events: number, shards: number, producer: Producer): Case {
  return {
    label: `${trucks.toLocaleString("en-US")} trucks, ${shards.toLocaleString("en-US")} shards`,
    scenario: {
      workload: fleet(trucks, events),
      design: {
        service: "kinesis",
        shards,
        partitionKey: "truck",
        producer,
        consumers: [{ app: "a", kind: "by-lane", count: shards }],
      },
    },
  };
}

function onFifo(trucks: number, events: number, count: number): Case {
  return {
    label: `${trucks.toLocaleString("en-US")} trucks, ${count.toLocaleString("en-US")} consumers`,
    scenario: {
      workload: fleet(trucks, events),
      design: {
        service: "sqs-fifo",
        highThroughput: true,
        groupId: "truck",
        producer: { kind: "batched" },
        consumers: [{ app: "a", kind: "competing", count }],
      },
    },
  };
}

/** Each from the smallest on; `most` bounds the trucks. */
export function curves(events: number, most: number): readonly Curve[] {
  const fleets = [100, 10_000, 100_000].filter((trucks) => trucks <= most);
  const shards = Math.max(10, Math.ceil(events / durationS / 500));
  const fewer = Math.ceil(events / 10);
  const batched: Producer = { kind: "batched" };
  return [
    {
      name: "trucks, Kinesis serial",
      cases: fleets.map((trucks) => onKinesis(trucks, events, shards, { kind: "serial" })),
    },
    {
      name: "trucks, Kinesis batched",
      cases: fleets.map((trucks) => onKinesis(trucks, events, shards, batched)),
    },
    {
      name: "trucks, FIFO batched",
      cases: fleets.map((trucks) => onFifo(trucks, events, 100)),
    },
    {
      name: "consumers, FIFO batched",
      cases: [10, 100, 1000].map((count) => onFifo(1000, fewer, count)),
    },
    {
      name: "shards, Kinesis batched",
      cases: [10, 100, 1000].map((count) => onKinesis(1000, fewer, count, batched)),
    },
  ];
}

/** One event of each key in ten seconds: a million trucks on a stream, a hundred thousand groups of a queue. */
export const largest: readonly Case[] = [
  onKinesis(1_000_000, 1_000_000, 1000, { kind: "batched" }),
  onFifo(100_000, 100_000, 400),
];
