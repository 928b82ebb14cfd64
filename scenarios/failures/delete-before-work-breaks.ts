import type { Scenario } from "../../src/scenario/scenario.ts";

export default {
  name: "delete-before-work-breaks",
  summary:
    "A FIFO consumer deletes what it received before it works on it, and dies: the rest of the receive is never done.",
  workload: { kind: "fleet", trucks: 10, hz: 2, durationS: 20 },
  design: {
    service: "sqs-fifo",
    visibilityTimeoutS: 10,
    producer: { kind: "serial" },
    // They begin late, so that the first receive is full.
    consumers: [
      { app: "tracker", kind: "competing", count: 1, serviceMs: 5, settle: "before", startAtS: 8 },
    ],
  },
  faults: [
    {
      kind: "crash",
      app: "tracker",
      consumer: 1,
      when: { event: "handled", count: 3 },
      restartAfterS: 2,
    },
  ],
  guarantee: "exactly-once-ordered",
  expect: { verdict: "invalid", anomalies: ["unprocessed"] },
} satisfies Scenario;
