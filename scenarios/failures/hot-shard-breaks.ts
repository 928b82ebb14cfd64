import type { Scenario } from "../../src/scenario/scenario.ts";

export default {
  name: "hot-shard-breaks",
  summary:
    "The fuller of two shards has more than its consumer can do, and more consumers would not help: a shard has one.",
  workload: { kind: "fleet", trucks: 6, hz: 4, durationS: 75 },
  design: {
    service: "kinesis",
    shards: 2,
    partitionKey: "truck",
    producer: { kind: "serial" },
    consumers: [{ app: "tracker", kind: "by-lane", count: 4, serviceMs: 80 }],
  },
  expect: { verdict: "valid", figures: [{ column: "saturated", is: true }] },
} satisfies Scenario;
