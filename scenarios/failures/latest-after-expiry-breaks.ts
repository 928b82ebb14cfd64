import type { Scenario } from "../../src/scenario/scenario.ts";

export default {
  name: "latest-after-expiry-breaks",
  summary:
    "A reader stands still for more than five minutes, its iterator expires, and it starts at LATEST again: what came meanwhile is never read.",
  workload: { kind: "fleet", trucks: 5, hz: 0.2, durationS: 420 },
  design: {
    service: "kinesis",
    shards: 1,
    partitionKey: "truck",
    producer: { kind: "serial" },
    consumers: [
      { app: "tracker", kind: "by-lane", count: 1, serviceMs: 10, whenExpired: "latest" },
    ],
  },
  faults: [{ kind: "pause", app: "tracker", consumer: 1, atS: 30, forS: 330 }],
  expect: { verdict: "invalid", anomalies: ["lost"] },
} satisfies Scenario;
