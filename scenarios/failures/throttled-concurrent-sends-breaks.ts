import type { Scenario } from "../../src/scenario/scenario.ts";

export default {
  name: "throttled-concurrent-sends-breaks",
  summary:
    "A device sends without waiting for the answers, one send is throttled, and the SDK tries it again after its successors: a FIFO queue keeps the order of arrival.",
  workload: { kind: "fleet", trucks: 10, hz: 5, durationS: 20 },
  design: {
    service: "sqs-fifo",
    producer: { kind: "concurrent" },
    consumers: [{ app: "tracker", kind: "competing", count: 10, serviceMs: 10 }],
  },
  faults: [{ kind: "throttle", actions: ["SendMessage"], probability: 0.1 }],
  expect: { verdict: "invalid", anomalies: ["nonmonotonic-send"] },
} satisfies Scenario;
