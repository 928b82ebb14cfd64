import type { Scenario } from "../../src/scenario/scenario.ts";

export default {
  name: "exception-swallowed-breaks",
  summary:
    "The handler throws, the error is logged, and the reader goes on with the next record: the checkpoint passes the event, and it is never done.",
  workload: { kind: "fleet", trucks: 10, hz: 2, durationS: 20 },
  design: {
    service: "kinesis",
    shards: 1,
    partitionKey: "truck",
    producer: { kind: "serial" },
    consumers: [
      {
        app: "tracker",
        kind: "by-lane",
        count: 1,
        serviceMs: 5,
        failing: { key: "truck_1", seq: 5, times: 2 },
        onFailure: "skip",
      },
    ],
  },

  expect: { verdict: "invalid", anomalies: ["unprocessed", "overtake"] },
} satisfies Scenario;
