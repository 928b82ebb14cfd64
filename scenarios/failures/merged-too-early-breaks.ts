import type { Scenario } from "../../src/scenario/scenario.ts";

export default {
  name: "merged-too-early-breaks",
  summary:
    "4 shards are merged into 2, and the new ones are read while one of their two parents still holds earlier events.",
  workload: { kind: "fleet", trucks: 6, hz: 1, durationS: 50 },
  design: {
    service: "kinesis",
    shards: 4,
    partitionKey: "truck",
    producer: { kind: "serial" },
    consumers: [
      {
        app: "tracker",
        kind: "by-lane",
        count: 6,
        serviceMs: 40,
        startAtS: 45,
        children: "at-once",
      },
    ],
  },
  faults: [{ kind: "reshard", toShards: 2, atS: 2 }],
  expect: { verdict: "invalid", anomalies: ["nonmonotonic-effect", "overtake", "key-overlap"] },
} satisfies Scenario;
