import type { Scenario } from "../src/scenario/scenario.ts";

export default {
  name: "kinesis-concurrent-puts-throttled",
  summary:
    "Negative control: several puts of a truck under way at once, and a throttled one lands after its successors.",
  workload: { kind: "fleet", trucks: 100, hz: 1, durationS: 120 },
  design: {
    service: "kinesis",
    shards: 5,
    partitionKey: "truck",
    producer: { kind: "concurrent" },
    consumers: [{ app: "tracker", kind: "by-lane", count: 5, serviceMs: 5 }],
  },
  faults: [{ kind: "throttle", actions: ["PutRecord"], probability: 0.1 }],
  expect: { verdict: "invalid", anomalies: ["nonmonotonic-send"] },
} satisfies Scenario;
