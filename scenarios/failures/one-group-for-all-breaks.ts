import type { Scenario } from "../../src/scenario/scenario.ts";

export default {
  name: "one-group-for-all-breaks",
  summary:
    "One message group for the whole fleet: twenty consumers are there, one works, and the queue grows.",
  workload: { kind: "fleet", trucks: 20, hz: 1, durationS: 20 },
  design: {
    service: "sqs-fifo",
    groupId: "one",
    producer: { kind: "serial" },
    consumers: [{ app: "tracker", kind: "competing", count: 20, serviceMs: 200 }],
  },
  expect: {
    verdict: "valid",
    figures: [
      { column: "consumers_active_max", is: 1 },
      { column: "saturated", is: true },
    ],
  },
} satisfies Scenario;
