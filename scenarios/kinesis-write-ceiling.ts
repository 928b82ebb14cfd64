import type { Scenario } from "../src/scenario/scenario.ts";

export default {
  name: "kinesis-write-ceiling",
  summary:
    "Every truck as fast as it may with small payloads: 5 shards take 5,000 records/s, one record of a truck per call keeps order.",
  workload: {
    kind: "fleet",
    trucks: 100,
    durationS: 10,
    arrival: "closed",
    outstandingPerTruck: 2,
  },
  design: {
    service: "kinesis",
    shards: 5,
    partitionKey: "truck",
    producer: { kind: "batched", lingerMs: 2, backOffMs: 2, maxCalls: 50 },
    consumers: [{ app: "tracker", kind: "by-lane", count: 5 }],
  },
  expect: {
    verdict: "valid",
    figures: [{ column: "produce_steady_events_per_s", atLeast: 4950, atMost: 5050 }],
  },
} satisfies Scenario;
