import type { Scenario } from "../../src/scenario/scenario.ts";

export default {
  name: "aggregated-records-breaks",
  summary:
    "Positions of several trucks go together in one record, under the partition key of the first: a truck is now in this shard, now in that.",
  workload: { kind: "fleet", trucks: 10, hz: 2, durationS: 20 },
  design: {
    service: "kinesis",
    shards: 4,
    partitionKey: "truck",
    producer: { kind: "aggregated", across: "fleet", lingerMs: 200 },
    consumers: [{ app: "tracker", kind: "by-lane", count: 4, serviceMs: 0 }],
  },
  expect: {
    verdict: "invalid",
    anomalies: ["misrouted", "nonmonotonic-effect"],
  },
} satisfies Scenario;
