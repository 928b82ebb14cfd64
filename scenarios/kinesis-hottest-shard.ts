import type { Scenario } from "../src/scenario/scenario.ts";

export default {
  name: "kinesis-hottest-shard",
  summary:
    "Equal rates per truck, slowly rising: the hottest of 5 shards throttles long before the stream has its 5,000 records/s.",
  workload: { kind: "fleet", trucks: 100, hz: 30, ramp: { toHz: 50 }, durationS: 8 },
  design: {
    service: "kinesis",
    shards: 5,
    partitionKey: "truck",
    producer: { kind: "batched", lingerMs: 10, maxPerTruck: 1, maxCalls: 20 },
    consumers: [{ app: "tracker", kind: "by-lane", count: 5 }],
  },
  expect: {
    verdict: "valid",
    figures: [
      { column: "first_throttle_events_per_s", atLeast: 3000, atMost: 4950 },
      { column: "throttled_entries", atLeast: 1 },
    ],
  },
} satisfies Scenario;
