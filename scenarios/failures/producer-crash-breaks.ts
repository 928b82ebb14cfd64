import type { Scenario } from "../../src/scenario/scenario.ts";

export default {
  name: "producer-crash-breaks",
  summary:
    "A producer dies four seconds after its last checkpoint, and when it is back it sends all of them again: a stream has them twice, the earlier ones behind the later.",
  workload: { kind: "fleet", trucks: 5, hz: 2, durationS: 20 },
  design: {
    service: "kinesis",
    shards: 1,
    partitionKey: "truck",
    producer: { kind: "serial", checkpointEveryS: 5 },
    consumers: [{ app: "tracker", kind: "by-lane", count: 1, serviceMs: 5 }],
  },
  faults: [{ kind: "crash", app: "producer", consumer: 1, atS: 14, restartAfterS: 2 }],
  guarantee: "exactly-once-ordered",
  expect: { verdict: "invalid", anomalies: ["duplicate-log", "duplicate-effect"] },
} satisfies Scenario;
