import type { Scenario } from "../src/scenario/scenario.ts";

export default {
  name: "sqs-fifo-100-groups",
  summary:
    "Message group = truck id: order holds per truck, and with a backlog to drain 100 consumers work at once.",
  workload: { kind: "fleet", trucks: 100, hz: 1, durationS: 60 },
  design: {
    service: "sqs-fifo",
    groupId: "truck",
    producer: { kind: "serial" },
    // The consumers come late, so that every group has a backlog when they begin.
    consumers: [{ app: "tracker", kind: "competing", count: 100, serviceMs: 100, startAtS: 30 }],
  },
  guarantee: "exactly-once-ordered",
  expect: {
    verdict: "valid",
    figures: [
      { column: "consumers_active_max", is: 100 },
      { column: "consumers_receiving", is: 100 },
    ],
  },
} satisfies Scenario;
