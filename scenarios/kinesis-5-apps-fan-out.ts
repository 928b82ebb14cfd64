import type { Scenario } from "../src/scenario/scenario.ts";

export default {
  name: "kinesis-5-apps-fan-out",
  summary:
    "The twin of kinesis-5-apps-shared on enhanced fan-out: every application is pushed each event within a tenth of a second, at a price.",
  workload: { kind: "fleet", trucks: 100, hz: 1, durationS: 20 },
  design: {
    service: "kinesis",
    shards: 2,
    partitionKey: "truck",
    read: "fan-out",
    producer: { kind: "serial" },
    consumers: [
      { app: "tracker", kind: "by-lane", count: 2 },
      { app: "alerts", kind: "by-lane", count: 2 },
      { app: "billing", kind: "by-lane", count: 2 },
      { app: "archive", kind: "by-lane", count: 2 },
      { app: "dashboard", kind: "by-lane", count: 2 },
    ],
  },
  expect: {
    verdict: "valid",
    figures: [
      { column: "e2e_p50_ms", atLeast: 37, atMost: 62 },
      { column: "e2e_p99_ms", atMost: 150 },
      { column: "throttled_requests", is: 0 },
      { column: "saturated", is: false },
    ],
  },
} satisfies Scenario;
