import type { Scenario } from "../../src/scenario/scenario.ts";

export default {
  name: "region-as-key-breaks",
  summary:
    "The region that a truck is in as partition key: it drives into the next one, and goes on in another shard.",
  workload: { kind: "fleet", trucks: 20, hz: 1, durationS: 60 },
  design: {
    service: "kinesis",
    shards: 4,
    partitionKey: "region",
    producer: { kind: "serial" },
    // They begin late: all shards are full then, and those of the earlier and the later region are read side by side.
    consumers: [{ app: "tracker", kind: "by-lane", count: 4, serviceMs: 20, startAtS: 60 }],
  },
  expect: {
    verdict: "invalid",
    anomalies: ["misrouted", "nonmonotonic-effect", "overtake", "key-overlap"],
  },
} satisfies Scenario;
