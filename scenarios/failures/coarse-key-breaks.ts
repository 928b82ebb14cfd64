import type { Scenario } from "../../src/scenario/scenario.ts";

export default {
  name: "coarse-key-breaks",
  summary:
    "The depot as partition key: ten keys fill eight shards unevenly, and the fullest has more than its consumer can do.",
  workload: { kind: "fleet", trucks: 40, hz: 1, durationS: 30 },
  design: {
    service: "kinesis",
    shards: 8,
    partitionKey: "depot",
    producer: { kind: "serial" },
    consumers: [{ app: "tracker", kind: "by-lane", count: 8, serviceMs: 100 }],
  },
  expect: { verdict: "valid", figures: [{ column: "saturated", is: true }] },
} satisfies Scenario;
