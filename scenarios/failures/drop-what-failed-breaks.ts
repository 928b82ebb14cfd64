import type { Scenario } from "../../src/scenario/scenario.ts";

export default {
  name: "drop-what-failed-breaks",
  summary:
    "Sends are throttled for twelve seconds, and the producer drops what fails: those positions are gone, and no consumer can know.",
  workload: { kind: "fleet", trucks: 5, hz: 2, durationS: 20 },
  design: {
    service: "sqs-fifo",
    producer: { kind: "serial", attempts: 1 },
    consumers: [{ app: "tracker", kind: "competing", count: 5, serviceMs: 5 }],
  },
  faults: [{ kind: "throttle", actions: ["SendMessage"], fromS: 6, toS: 18 }],
  guarantee: "exactly-once-ordered",
  expect: { verdict: "invalid" },
} satisfies Scenario;
