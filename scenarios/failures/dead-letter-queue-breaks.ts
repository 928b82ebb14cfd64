import type { Scenario } from "../../src/scenario/scenario.ts";

export default {
  name: "dead-letter-queue-breaks",
  summary:
    "A dead-letter queue behind a FIFO queue: after three receives a message that fails is put aside, its successors are done without it, and when it is put back it comes after them.",
  workload: { kind: "fleet", trucks: 5, hz: 1, durationS: 20 },
  design: {
    service: "sqs-fifo",
    visibilityTimeoutS: 2,
    redrivePolicy: { maxReceiveCount: 3 },
    producer: { kind: "serial" },
    consumers: [
      {
        app: "tracker",
        kind: "competing",
        count: 5,
        serviceMs: 5,
        // Something that it needs is away for a while.
        failing: { key: "truck_1", seq: 5, times: 4 },
        onFailure: "stop-group",
      },
    ],
  },
  faults: [{ kind: "redrive", atS: 30 }],
  guarantee: "ordered-or-set-aside",
  expect: { verdict: "invalid", anomalies: ["duplicate-log", "nonmonotonic-effect"] },
} satisfies Scenario;
