import type { Scenario } from "../../src/scenario/scenario.ts";

export default {
  name: "one-key-for-all-breaks",
  summary:
    "A constant as partition key: one of four shards has all trucks, and one consumer all the work.",
  workload: { kind: "fleet", trucks: 10, hz: 4, durationS: 20 },
  design: {
    service: "kinesis",
    shards: 4,
    partitionKey: "one",
    producer: { kind: "serial" },
    consumers: [{ app: "tracker", kind: "by-lane", count: 4, serviceMs: 40 }],
  },
  expect: {
    verdict: "valid",
    figures: [
      { column: "consumers_active_max", is: 1 },
      { column: "saturated", is: true },
    ],
  },
} satisfies Scenario;
