import type { Scenario } from "../src/scenario/scenario.ts";

export default {
  name: "sqs-fifo-batched-write-ceiling",
  summary:
    "Every truck as fast as it may, ten messages per call: one FIFO queue takes 3,000 messages/s.",
  workload: {
    kind: "fleet",
    trucks: 100,
    durationS: 10,
    arrival: "closed",
    outstandingPerTruck: 10,
  },
  design: {
    service: "sqs-fifo",
    groupId: "truck",
    producer: { kind: "batched", maxPerTruck: 10, maxCalls: 100 },
    consumers: [{ app: "tracker", kind: "competing", count: 50 }],
  },
  guarantee: "exactly-once-ordered",
  expect: {
    verdict: "valid",
    figures: [{ column: "produce_steady_events_per_s", atLeast: 2970, atMost: 3030 }],
  },
} satisfies Scenario;
