import type { Scenario } from "../../src/scenario/scenario.ts";

export default {
  name: "hot-truck-breaks",
  summary:
    "One truck sends twenty times as much as the others, more than a shard takes: it is throttled, and falls ever further behind.",
  workload: {
    kind: "fleet",
    trucks: 4,
    hz: 1,
    hot: { trucks: 1, factor: 20 },
    durationS: 20,
    payloadBytes: 64_000,
  },
  design: {
    service: "kinesis",
    shards: 2,
    partitionKey: "truck",
    producer: { kind: "serial" },
    consumers: [{ app: "tracker", kind: "by-lane", count: 2 }],
  },
  expect: {
    verdict: "valid",
    figures: [
      { column: "throttled_requests", atLeast: 10 },
      { column: "saturated", is: true },
    ],
  },
} satisfies Scenario;
