import type { Scenario } from "../../src/scenario/scenario.ts";
import breaks from "./dead-letter-queue-breaks.ts";

const { redrivePolicy: _, ...design } = breaks.design;

export default {
  ...breaks,
  name: "dead-letter-queue-holds",
  summary:
    "No dead-letter queue: the message comes again until it succeeds, and its truck waits behind it, while the others go on.",
  design,
  faults: [],
  guarantee: "exactly-once-ordered",
  expect: { verdict: "valid" },
} satisfies Scenario;
