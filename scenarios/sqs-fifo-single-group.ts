import type { Scenario } from "../src/scenario/scenario.ts";

export default {
  name: "sqs-fifo-single-group",
  summary:
    "One message group for all: the whole fleet stays in order, and only one consumer works at a time.",
  workload: { kind: "fleet", trucks: 100, hz: 0.5, durationS: 120 },
  design: {
    service: "sqs-fifo",
    groupId: "one",
    // One batch under way at a time, filled in the order the events fall due: a batch is enqueued in its own order.
    producer: { kind: "batched", scope: "fleet", maxPerTruck: 10, maxCalls: 1 },
    consumers: [{ app: "tracker", kind: "competing", count: 100, serviceMs: 5 }],
  },
  guarantee: "fleet-ordered",
  expect: {
    verdict: "valid",
    figures: [{ column: "consumers_active_max", is: 1 }],
  },
} satisfies Scenario;
