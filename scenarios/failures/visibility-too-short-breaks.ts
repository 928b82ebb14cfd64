import type { Scenario } from "../../src/scenario/scenario.ts";

export default {
  name: "visibility-too-short-breaks",
  summary:
    "Ten messages of 0.7 s each are received under a visibility timeout of five seconds: the last three come to another consumer while the first is still at work on them.",
  workload: { kind: "fleet", trucks: 4, hz: 1, durationS: 12 },
  design: {
    service: "sqs-fifo",
    visibilityTimeoutS: 5,
    producer: { kind: "serial" },
    // Ten messages of each truck wait for them.
    consumers: [
      {
        app: "tracker",
        kind: "competing",
        count: 8,
        serviceMs: 700,
        settle: "each",
        startAtS: 12,
      },
    ],
  },
  guarantee: "exactly-once-ordered",
  expect: { verdict: "invalid", anomalies: ["duplicate-effect", "key-overlap"] },
} satisfies Scenario;
