import type { Scenario } from "../src/scenario/scenario.ts";

export default {
  name: "kinesis-5-shards",
  summary:
    "Partition key = truck id on 5 shards: order holds per truck, and of 100 consumers at most 5 can work.",
  workload: { kind: "fleet", trucks: 100, hz: 1, durationS: 120 },
  design: {
    service: "kinesis",
    shards: 5,
    partitionKey: "truck",
    producer: { kind: "serial" },
    consumers: [{ app: "tracker", kind: "by-lane", count: 100, serviceMs: 35 }],
  },
  expect: {
    verdict: "valid",
    figures: [
      { column: "consumers_active_max", atLeast: 4, atMost: 5 },
      { column: "consumers_receiving", is: 5 },
      { column: "saturated", is: false },
    ],
  },
} satisfies Scenario;
