import type { Scenario } from "../src/scenario/scenario.ts";

export default {
  name: "kinesis-replay",
  summary:
    "A second application reads from TRIM_HORIZON after the first has consumed everything, and gets the same order, byte for byte.",
  workload: { kind: "fleet", trucks: 100, hz: 1, durationS: 120 },
  design: {
    service: "kinesis",
    shards: 5,
    partitionKey: "truck",
    producer: { kind: "serial" },
    consumers: [
      { app: "first", kind: "by-lane", count: 5 },
      { app: "replay", kind: "by-lane", count: 5, startAfter: "first" },
    ],
  },
  expect: { verdict: "valid", figures: [{ column: "replay", is: "identical" }] },
} satisfies Scenario;
