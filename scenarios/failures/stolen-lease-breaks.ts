import type { Scenario } from "../../src/scenario/scenario.ts";

export default {
  name: "stolen-lease-breaks",
  summary:
    "A worker joins and takes a lease, and its holder works on until it notices: two workers are inside one truck at once.",
  workload: { kind: "fleet", trucks: 2, hz: 20, durationS: 40 },
  design: {
    service: "kinesis",
    shards: 2,
    partitionKey: "truck",
    // A truck in each shard: two workers on one shard are inside one truck.
    explicitHashKey: "even",
    producer: { kind: "serial" },
    // They begin late, and have long to work on their receives.
    consumers: [{ app: "tracker", kind: "leased", count: 1, serviceMs: 30, startAtS: 10 }],
  },
  faults: [{ kind: "join", app: "tracker", count: 1, atS: 12 }],
  guarantee: "exactly-once-ordered",
  expect: { verdict: "invalid", anomalies: ["duplicate-effect", "key-overlap"] },
} satisfies Scenario;
