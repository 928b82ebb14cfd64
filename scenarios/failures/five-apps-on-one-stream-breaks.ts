import type { Scenario } from "../../src/scenario/scenario.ts";

export default {
  name: "five-apps-on-one-stream-breaks",
  summary:
    "Five applications poll each shard five times a second, and it allows five in all: each is throttled, and late.",
  workload: { kind: "fleet", trucks: 20, hz: 1, durationS: 20 },
  design: {
    service: "kinesis",
    shards: 2,
    partitionKey: "truck",
    producer: { kind: "serial" },
    consumers: [
      { app: "tracker", kind: "by-lane", count: 2, pollMs: 200 },
      { app: "alerts", kind: "by-lane", count: 2, pollMs: 200 },
      { app: "billing", kind: "by-lane", count: 2, pollMs: 200 },
      { app: "archive", kind: "by-lane", count: 2, pollMs: 200 },
      { app: "dashboard", kind: "by-lane", count: 2, pollMs: 200 },
    ],
  },
  expect: {
    verdict: "valid",
    figures: [
      { column: "throttled_requests", atLeast: 50 },
      { column: "e2e_p99_ms", atLeast: 1000 },
    ],
  },
} satisfies Scenario;
