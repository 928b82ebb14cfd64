import type { Scenario } from "../../src/scenario/scenario.ts";

export default {
  name: "on-demand-spike-breaks",
  summary:
    "A hundred times the load on a new on-demand stream: it takes 4 MB/s, shards are split within 15 minutes, and until then it throttles.",
  workload: {
    kind: "fleet",
    trucks: 40,
    hz: 0.05,
    durationS: 15,
    payloadBytes: 50_000,
    spike: { fromS: 5, toS: 10, factor: 100 },
  },
  design: {
    service: "kinesis",
    shards: "on-demand",
    partitionKey: "truck",
    producer: { kind: "serial" },
    consumers: [{ app: "tracker", kind: "by-lane", count: 8 }],
  },
  expect: { verdict: "valid", figures: [{ column: "throttled_requests", atLeast: 10 }] },
} satisfies Scenario;
