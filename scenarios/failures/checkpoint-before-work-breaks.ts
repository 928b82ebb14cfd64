import type { Scenario } from "../../src/scenario/scenario.ts";

export default {
  name: "checkpoint-before-work-breaks",
  summary:
    "The checkpoint is written before the work, and the worker dies in between: what it had read is never done.",
  workload: { kind: "fleet", trucks: 10, hz: 2, durationS: 20 },
  design: {
    service: "kinesis",
    shards: 2,
    partitionKey: "truck",
    producer: { kind: "serial" },
    // They begin late, so that the first receive is longer than what is done of it.
    consumers: [
      { app: "tracker", kind: "by-lane", count: 2, serviceMs: 5, settle: "before", startAtS: 8 },
    ],
  },
  faults: [
    {
      kind: "crash",
      app: "tracker",
      consumer: 1,
      when: { event: "handled", count: 10 },
      restartAfterS: 2,
    },
  ],
  guarantee: "exactly-once-ordered",
  expect: { verdict: "invalid", anomalies: ["unprocessed"] },
} satisfies Scenario;
