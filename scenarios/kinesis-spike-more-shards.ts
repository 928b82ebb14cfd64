import type { Scenario } from "../src/scenario/scenario.ts";

export default {
  name: "kinesis-spike-more-shards",
  summary:
    "The same spike on as many shards as it really takes, since 100 keys spread unevenly: no throttling.",
  // 100 trucks x 2 fixes/s x 26,214 bytes = 5 MB/s on average, 10 MB/s in the spike.
  workload: {
    kind: "fleet",
    trucks: 100,
    hz: 2,
    durationS: 60,
    payloadBytes: 26_214,
    spike: { fromS: 20, toS: 40, factor: 2 },
  },
  design: {
    service: "kinesis",
    shards: 24,
    partitionKey: "truck",
    producer: { kind: "serial" },
    consumers: [{ app: "tracker", kind: "by-lane", count: 24 }],
  },
  expect: {
    verdict: "valid",
    figures: [{ column: "throttled_requests", is: 0 }],
  },
} satisfies Scenario;
