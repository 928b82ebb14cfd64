import type { Scenario } from "../src/scenario/scenario.ts";

export default {
  name: "kinesis-write-ceiling-large-payloads",
  summary:
    "Every truck as fast as it may with 8 KiB records: 5 shards take 5 MB/s, whatever the record rate.",
  workload: {
    kind: "fleet",
    trucks: 100,
    durationS: 10,
    arrival: "closed",
    payloadBytes: 8_183,
  },
  design: {
    service: "kinesis",
    shards: 5,
    partitionKey: "truck",
    producer: { kind: "batched", lingerMs: 2, backOffMs: 5, maxCalls: 50 },
    consumers: [{ app: "tracker", kind: "by-lane", count: 5 }],
  },
  expect: {
    verdict: "valid",
    figures: [{ column: "produce_steady_mb_per_s", atLeast: 4.95, atMost: 5.05 }],
  },
} satisfies Scenario;
