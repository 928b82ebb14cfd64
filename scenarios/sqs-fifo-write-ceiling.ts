import type { Scenario } from "../src/scenario/scenario.ts";

export default {
  name: "sqs-fifo-write-ceiling",
  summary:
    "Every truck as fast as it may, one message per call: one FIFO queue takes 300 messages/s.",
  workload: { kind: "fleet", trucks: 100, durationS: 20, arrival: "closed" },
  design: {
    service: "sqs-fifo",
    groupId: "truck",
    producer: { kind: "serial" },
    consumers: [{ app: "tracker", kind: "competing", count: 20 }],
  },
  guarantee: "exactly-once-ordered",
  expect: {
    verdict: "valid",
    figures: [{ column: "produce_steady_events_per_s", atLeast: 297, atMost: 303 }],
  },
} satisfies Scenario;
