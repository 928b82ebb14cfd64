import type { Scenario } from "../../src/scenario/scenario.ts";
import breaks from "./producer-crash-breaks.ts";

export default {
  ...breaks,
  name: "producer-crash-holds-idempotent",
  summary: "Idempotent effects: what is twice in the stream is done once.",
  design: {
    ...breaks.design,
    consumers: breaks.design.consumers.map((one) => ({ ...one, idempotent: true })),
  },
  // What is in the log twice is allowed, what is done twice is not.
  guarantee: "ordered",
  expect: { verdict: "valid" },
} satisfies Scenario;
