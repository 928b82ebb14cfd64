import type { Scenario } from "../../src/scenario/scenario.ts";
import breaks from "./crash-before-checkpoint-breaks.ts";

export default {
  ...breaks,
  name: "crash-before-checkpoint-holds",
  summary:
    "Idempotent effects: truck and seq are written with the effect, and what is there already is passed over.",
  design: {
    ...breaks.design,
    consumers: breaks.design.consumers.map((one) => ({ ...one, idempotent: true })),
  },
  expect: { verdict: "valid" },
} satisfies Scenario;
