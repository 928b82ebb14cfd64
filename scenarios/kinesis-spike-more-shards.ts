import type { Scenario } from "../src/scenario/scenario.ts";

export default {
  name: "kinesis-spike-more-shards",
  summary:
    "The same spike on as many shards as it really takes, since 100 keys spread unevenly: no throttling.",
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
    shards: 25,
    partitionKey: "truck",
    producer: { kind: "serial" },
    consumers: [{ app: "tracker", kind: "by-lane", count: 25 }],
  },
  expect: {
    verdict: "valid",
    figures: [{ column: "throttled_requests", is: 0 }],
  },
} satisfies Scenario;
