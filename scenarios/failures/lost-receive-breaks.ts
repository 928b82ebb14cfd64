import type { Scenario } from "../../src/scenario/scenario.ts";

export default {
  name: "lost-receive-breaks",
  summary:
    "The answer of a FIFO receive is lost, and the SDK asks again without an attempt id: its messages, and their groups, stay away for the whole visibility timeout.",
  workload: { kind: "fleet", trucks: 10, hz: 2, durationS: 20 },
  design: {
    service: "sqs-fifo",
    visibilityTimeoutS: 30,
    producer: { kind: "serial" },
    // They begin late, so that the first receive is full.
    consumers: [{ app: "tracker", kind: "competing", count: 1, serviceMs: 5, startAtS: 5 }],
  },
  faults: [{ kind: "lost-response", actions: ["ReceiveMessage"], nth: 1 }],
  guarantee: "exactly-once-ordered",
  expect: { verdict: "valid", figures: [{ column: "e2e_max_ms", atLeast: 30_000 }] },
} satisfies Scenario;
