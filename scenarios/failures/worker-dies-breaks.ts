import type { Scenario } from "../../src/scenario/scenario.ts";

export default {
  name: "worker-dies-breaks",
  summary:
    "A worker dies for good, and its lease is taken over from the last checkpoint: what was done since is done again.",
  workload: { kind: "fleet", trucks: 10, hz: 2, durationS: 40 },
  design: {
    service: "kinesis",
    shards: 2,
    partitionKey: "truck",
    producer: { kind: "serial" },
    consumers: [
      {
        app: "tracker",
        kind: "leased",
        count: 2,
        serviceMs: 5,
        checkpointEveryS: 2,
        failoverS: 3,
        handOver: "graceful",
      },
    ],
  },
  faults: [
    {
      kind: "crash",
      app: "tracker",
      consumer: 1,
      when: { event: "handled-not-committed", count: 60 },
    },
  ],
  guarantee: "exactly-once-ordered",
  expect: { verdict: "invalid", anomalies: ["duplicate-effect"] },
} satisfies Scenario;
