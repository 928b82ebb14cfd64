import type { Scenario } from "../../src/scenario/scenario.ts";

export default {
  name: "paused-past-visibility-breaks",
  summary:
    "A FIFO consumer stands still for longer than the visibility timeout, wakes up, and goes on with what others have done meanwhile.",
  workload: { kind: "fleet", trucks: 4, hz: 2, durationS: 20 },
  design: {
    service: "sqs-fifo",
    visibilityTimeoutS: 10,
    producer: { kind: "serial" },
    consumers: [{ app: "tracker", kind: "competing", count: 4, serviceMs: 20, startAtS: 8 }],
  },
  faults: [
    {
      kind: "pause",
      app: "tracker",
      consumer: 1,
      when: { event: "handled-not-committed", count: 3 },
      // It wakes up when all else is done.
      forS: 14,
    },
  ],
  guarantee: "exactly-once-ordered",
  expect: { verdict: "invalid", anomalies: ["duplicate-effect", "stale-effect"] },
} satisfies Scenario;
