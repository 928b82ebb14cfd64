import type { Scenario } from "../../src/scenario/scenario.ts";

export default {
  name: "reordering-window-breaks",
  summary:
    "A standard queue shows one message three seconds late, and the consumer works on what comes as it comes: the truck's later positions are done before it.",
  workload: { kind: "fleet", trucks: 5, hz: 2, durationS: 20 },
  design: {
    service: "sqs-standard",
    producer: { kind: "serial" },
    consumers: [
      { app: "tracker", kind: "reordering", count: 1, serviceMs: 5, pollMs: 1000, windowMs: 0 },
    ],
  },
  faults: [{ kind: "delayed-visibility", actions: ["SendMessage"], nth: 40, addMs: 3000 }],
  expect: { verdict: "invalid", anomalies: ["nonmonotonic-effect"] },
} satisfies Scenario;
