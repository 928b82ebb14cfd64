import type { Scenario } from "../../src/scenario/scenario.ts";

export default {
  name: "going-on-after-failure-breaks",
  summary:
    "One message of a FIFO batch fails, and the consumer goes on with the next one of its group: the failed one comes again when its successors are done.",
  workload: { kind: "fleet", trucks: 10, hz: 2, durationS: 20 },
  design: {
    service: "sqs-fifo",
    visibilityTimeoutS: 10,
    producer: { kind: "serial" },
    // They begin late, so that several messages of a truck are in one receive.
    consumers: [
      {
        app: "tracker",
        kind: "competing",
        count: 4,
        serviceMs: 5,
        startAtS: 8,
        failing: { key: "truck_1", seq: 5, times: 1 },
        onFailure: "go-on",
      },
    ],
  },
  guarantee: "exactly-once-ordered",
  expect: { verdict: "invalid", anomalies: ["nonmonotonic-effect", "overtake"] },
} satisfies Scenario;
