import type { Scenario } from "../src/scenario/scenario.ts";

export default {
  name: "sqs-standard",
  summary: "Negative control: a standard queue gives neither order nor exactly-once delivery.",
  workload: { kind: "fleet", trucks: 100, hz: 1, durationS: 120 },
  design: {
    service: "sqs-standard",
    producer: { kind: "serial" },
    consumers: [{ app: "tracker", kind: "competing", count: 20, serviceMs: 20 }],
  },
  // What a standard queue may do, at a rate at which it shows: nobody measured how often it does.
  adversity: "adverse",
  guarantee: "exactly-once-ordered",
  expect: { verdict: "invalid", anomalies: ["nonmonotonic-effect", "duplicate-effect"] },
} satisfies Scenario;
