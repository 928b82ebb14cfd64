import type { Scenario } from "../../src/scenario/scenario.ts";

export default {
  name: "receive-in-thread-pool-breaks",
  summary:
    "The messages of one FIFO receive are worked on all at once: those of one message group pass each other.",
  workload: { kind: "fleet", trucks: 10, hz: 4, durationS: 15 },
  design: {
    service: "sqs-fifo",
    producer: { kind: "serial" },
    consumers: [
      { app: "tracker", kind: "pooled", count: 2, threads: 10, serviceMs: 50, startAtS: 5 },
    ],
  },
  expect: { verdict: "invalid", anomalies: ["overtake", "key-overlap"] },
} satisfies Scenario;
