import type { Scenario } from "../../src/scenario/scenario.ts";
import breaks from "./worker-dies-breaks.ts";

export default {
  ...breaks,
  name: "worker-dies-holds",
  summary: "Idempotent effects: who takes over passes over what is there already.",
  design: {
    ...breaks.design,
    consumers: breaks.design.consumers.map((one) => ({ ...one, idempotent: true })),
  },
  expect: { verdict: "valid" },
} satisfies Scenario;
