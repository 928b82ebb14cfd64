import type { Scenario } from "../../src/scenario/scenario.ts";
import breaks from "./tunnel-and-resend-breaks.ts";

export default {
  ...breaks,
  name: "tunnel-and-resend-holds-idempotent",
  summary:
    "Deduplicated by truck and seq at the consumer: the second copy is received, and has no second effect.",
  design: {
    ...breaks.design,
    consumers: breaks.design.consumers.map((one) => ({ ...one, idempotent: true })),
  },
  // What is in the queue twice is allowed, what is done twice is not.
  guarantee: "ordered",
  expect: { verdict: "valid", figures: [{ column: "duplicate_effect", is: 0 }] },
} satisfies Scenario;
