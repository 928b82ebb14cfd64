import type { Scenario } from "../../src/scenario/scenario.ts";

export default {
  name: "random-partition-key-breaks",
  summary:
    "A random partition key spreads the load evenly, and each truck's events over all shards: nothing keeps them in order.",
  workload: { kind: "fleet", trucks: 10, hz: 4, durationS: 20 },
  design: {
    service: "kinesis",
    shards: 4,
    partitionKey: "random",
    producer: { kind: "serial" },
    consumers: [{ app: "tracker", kind: "by-lane", count: 4, serviceMs: 20 }],
  },
  expect: {
    verdict: "invalid",
    anomalies: ["misrouted", "nonmonotonic-effect", "overtake", "key-overlap"],
  },
} satisfies Scenario;
