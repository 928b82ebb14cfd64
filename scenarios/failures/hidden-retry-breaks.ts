import type { Scenario } from "../../src/scenario/scenario.ts";

export default {
  name: "hidden-retry-breaks",
  summary:
    "The answer of PutRecord is lost, and the SDK sends it again without a word: the event is in the shard twice, and done twice.",
  workload: { kind: "fleet", trucks: 10, hz: 2, durationS: 20 },
  design: {
    service: "kinesis",
    shards: 2,
    partitionKey: "truck",
    producer: { kind: "serial" },
    consumers: [{ app: "tracker", kind: "by-lane", count: 2, serviceMs: 10 }],
  },
  faults: [{ kind: "lost-response", actions: ["PutRecord"], key: "truck_1", nth: 7 }],
  guarantee: "exactly-once-ordered",
  expect: { verdict: "invalid", anomalies: ["duplicate-log", "duplicate-effect"] },
} satisfies Scenario;
