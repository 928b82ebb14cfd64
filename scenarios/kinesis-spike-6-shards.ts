import type { Scenario } from "../src/scenario/scenario.ts";

export default {
  name: "kinesis-spike-6-shards",
  summary:
    "5 MB/s over 6 shards, doubled by a spike: ProvisionedThroughputExceededException, and sends that wait ever longer; order holds.",
  // 100 trucks x 1 fix/s x 52,428 bytes = 5 MB/s on average, 10 MB/s in the spike.
  workload: {
    kind: "fleet",
    trucks: 100,
    hz: 1,
    durationS: 30,
    payloadBytes: 52_428,
    spike: { fromS: 10, toS: 20, factor: 2 },
  },
  design: {
    service: "kinesis",
    shards: 6,
    partitionKey: "truck",
    producer: { kind: "serial" },
    consumers: [{ app: "tracker", kind: "by-lane", count: 6 }],
  },
  expect: {
    verdict: "valid",
    figures: [
      { column: "throttled_requests", atLeast: 100 },
      { column: "send_delay_max_ms", atLeast: 5000 },
    ],
  },
} satisfies Scenario;
