import type { Scenario } from "../../src/scenario/scenario.ts";
import breaks from "./hidden-retry-breaks.ts";

export default {
  ...breaks,
  name: "hidden-retry-holds",
  summary:
    "Deduplicated by truck and seq: the second copy stays in the log, which nobody can change, and has no second effect.",
  design: {
    ...breaks.design,
    consumers: breaks.design.consumers.map((one) => ({ ...one, idempotent: true })),
  },
  // What is in the log twice is allowed, what is done twice is not.
  guarantee: "ordered",
  expect: { verdict: "valid", figures: [{ column: "duplicate_effect", is: 0 }] },
} satisfies Scenario;
