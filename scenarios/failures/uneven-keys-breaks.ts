import type { Scenario } from "../../src/scenario/scenario.ts";

export default {
  name: "uneven-keys-breaks",
  summary:
    "A shard for each truck, and MD5 puts some together: while other shards are empty, their consumer has too much to do.",
  workload: { kind: "fleet", trucks: 6, hz: 4, durationS: 30 },
  design: {
    service: "kinesis",
    shards: 6,
    partitionKey: "truck",
    producer: { kind: "serial" },
    consumers: [{ app: "tracker", kind: "by-lane", count: 6, serviceMs: 160 }],
  },
  expect: { verdict: "valid", figures: [{ column: "saturated", is: true }] },
} satisfies Scenario;
