import type { Scenario } from "../../src/scenario/scenario.ts";

export default {
  name: "zombie-worker-breaks",
  summary:
    "A worker stands still in the middle of a receive, its lease moves to another, and it wakes up and goes on: old positions are written over new ones.",
  workload: { kind: "fleet", trucks: 10, hz: 2, durationS: 30 },
  design: {
    service: "kinesis",
    shards: 1,
    partitionKey: "truck",
    producer: { kind: "serial" },
    // They begin late, so that the first receive is longer than what is done of it.
    consumers: [
      { app: "tracker", kind: "leased", count: 2, serviceMs: 5, failoverS: 5, startAtS: 8 },
    ],
  },
  faults: [
    {
      kind: "pause",
      app: "tracker",
      consumer: 1,
      when: { event: "handled-not-committed", count: 20 },
      // It wakes up when all else is done.
      forS: 24.2,
    },
  ],
  guarantee: "exactly-once-ordered",
  expect: { verdict: "invalid", anomalies: ["duplicate-effect", "stale-effect"] },
} satisfies Scenario;
