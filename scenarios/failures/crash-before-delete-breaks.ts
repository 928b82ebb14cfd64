import type { Scenario } from "../../src/scenario/scenario.ts";

export default {
  name: "crash-before-delete-breaks",
  summary:
    "A FIFO consumer dies between the work and the delete: after the visibility timeout others do it again.",
  workload: { kind: "fleet", trucks: 10, hz: 2, durationS: 20 },
  design: {
    service: "sqs-fifo",
    visibilityTimeoutS: 10,
    producer: { kind: "serial" },
    consumers: [{ app: "tracker", kind: "competing", count: 4, serviceMs: 5 }],
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
