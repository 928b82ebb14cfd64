import type { Scenario } from "../../src/scenario/scenario.ts";

export default {
  name: "batch-in-thread-pool-breaks",
  summary:
    "The records of one GetRecords go to a pool of threads, whichever is free: two events of a truck are worked on at once.",
  workload: { kind: "fleet", trucks: 10, hz: 4, durationS: 15 },
  design: {
    service: "kinesis",
    shards: 2,
    partitionKey: "truck",
    producer: { kind: "serial" },
    consumers: [{ app: "tracker", kind: "pooled", count: 2, threads: 10, serviceMs: 50 }],
  },
  expect: { verdict: "invalid", anomalies: ["overtake", "key-overlap"] },
} satisfies Scenario;
