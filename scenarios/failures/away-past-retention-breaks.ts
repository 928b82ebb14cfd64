import type { Scenario } from "../../src/scenario/scenario.ts";

export default {
  name: "away-past-retention-breaks",
  summary:
    "The consumers are away for two minutes and the queue keeps a message for one: what came meanwhile is gone, and nobody says so.",
  workload: { kind: "fleet", trucks: 5, hz: 0.2, durationS: 200 },
  design: {
    service: "sqs-fifo",
    retentionS: 60,
    producer: { kind: "serial" },
    consumers: [
      { app: "tracker", kind: "competing", count: 1, serviceMs: 5, maxEvents: 1, idempotent: true },
    ],
  },
  // With nothing in hand but what is done.
  faults: [
    {
      kind: "crash",
      app: "tracker",
      consumer: 1,
      when: { event: "handled", count: 20 },
      restartAfterS: 120,
    },
  ],
  expect: { verdict: "invalid", anomalies: ["lost"] },
} satisfies Scenario;
