import type { Scenario } from "../../src/scenario/scenario.ts";

export default {
  name: "children-before-parents-breaks",
  summary:
    "2 shards are split into 4, and the new ones are read while the old ones still hold earlier events.",
  workload: { kind: "fleet", trucks: 6, hz: 1, durationS: 50 },
  design: {
    service: "kinesis",
    shards: 2,
    partitionKey: "truck",
    producer: { kind: "serial" },
    // They begin late: parents and children are both full then.
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
  faults: [{ kind: "reshard", toShards: 4, atS: 2 }],
  expect: { verdict: "invalid", anomalies: ["nonmonotonic-effect", "overtake", "key-overlap"] },
} satisfies Scenario;
