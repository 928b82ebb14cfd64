import type { Scenario } from "../../src/scenario/scenario.ts";

export default {
  name: "crash-before-checkpoint-breaks",
  summary:
    "A Kinesis worker dies between the work and the checkpoint: what it had done since the last checkpoint is done again.",
  workload: { kind: "fleet", trucks: 10, hz: 2, durationS: 20 },
  design: {
    service: "kinesis",
    shards: 2,
    partitionKey: "truck",
    producer: { kind: "serial" },
    consumers: [{ app: "tracker", kind: "by-lane", count: 2, serviceMs: 5 }],
  },
  faults: [
    {
      kind: "crash",
      app: "tracker",
      consumer: 1,
      when: { event: "handled-not-committed", count: 25 },
      restartAfterS: 5,
    },
  ],
  guarantee: "exactly-once-ordered",
  expect: { verdict: "invalid", anomalies: ["duplicate-effect"] },
} satisfies Scenario;
