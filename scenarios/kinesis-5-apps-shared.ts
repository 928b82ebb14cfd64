import type { Scenario } from "../src/scenario/scenario.ts";

export default {
  name: "kinesis-5-apps-shared",
  summary:
    "Five applications share the 5 GetRecords/s of each shard: each polls once a second, meets the others, and waits half a second or, throttled, longer.",
  workload: { kind: "fleet", trucks: 100, hz: 1, durationS: 20 },
  design: {
    service: "kinesis",
    shards: 2,
    partitionKey: "truck",
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
      { column: "e2e_p50_ms", atLeast: 400, atMost: 900 },
      { column: "e2e_p99_ms", atLeast: 1000 },
      { column: "throttled_requests", atLeast: 1 },
      { column: "saturated", is: false },
    ],
  },
} satisfies Scenario;
