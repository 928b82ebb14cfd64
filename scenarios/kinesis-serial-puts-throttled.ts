import type { Scenario } from "../src/scenario/scenario.ts";

export default {
  name: "kinesis-serial-puts-throttled",
  summary:
    "The twin of kinesis-concurrent-puts-throttled: the same throttles, but one put of a truck at a time keeps its order.",
  workload: { kind: "fleet", trucks: 100, hz: 1, durationS: 120 },
  design: {
    service: "kinesis",
    shards: 5,
    partitionKey: "truck",
    producer: { kind: "serial" },
    consumers: [{ app: "tracker", kind: "by-lane", count: 5, serviceMs: 5 }],
  },
  faults: [{ kind: "throttle", actions: ["PutRecord"], probability: 0.1 }],
  expect: {
    verdict: "valid",
    figures: [{ column: "throttled_requests", atLeast: 1 }],
  },
} satisfies Scenario;
