import type { Scenario } from "../src/scenario/scenario.ts";

export default {
  name: "kinesis-random-partition-key",
  summary:
    "Negative control: without the truck as partition key its events scatter over the shards, and order is lost.",
  workload: { kind: "fleet", trucks: 100, hz: 4, durationS: 20 },
  design: {
    service: "kinesis",
    shards: 5,
    partitionKey: "random",
    producer: { kind: "serial" },
    consumers: [{ app: "tracker", kind: "by-lane", count: 5, serviceMs: 5 }],
  },
  expect: { verdict: "invalid", anomalies: ["misrouted", "nonmonotonic-effect"] },
} satisfies Scenario;
