import type { Scenario } from "../../src/scenario/scenario.ts";

export default {
  name: "resend-failed-records-breaks",
  summary:
    "PutRecords takes some of a truck's records and refuses others, and the refused are sent again: they land behind their successors.",
  workload: { kind: "fleet", trucks: 10, hz: 10, durationS: 15 },
  design: {
    service: "kinesis",
    shards: 2,
    partitionKey: "truck",
    producer: { kind: "batched", lingerMs: 500, maxPerTruck: 10 },
    consumers: [{ app: "tracker", kind: "by-lane", count: 2, serviceMs: 5 }],
  },
  faults: [{ kind: "record-failure", actions: ["PutRecords"], probability: 0.2 }],
  expect: { verdict: "invalid", anomalies: ["nonmonotonic-send"] },
} satisfies Scenario;
