import type { Scenario } from "../../src/scenario/scenario.ts";
import breaks from "./crash-before-delete-breaks.ts";

export default {
  ...breaks,
  name: "crash-before-delete-holds",
  summary:
    "Idempotent effects: truck and seq are written with the effect, and what is there already is passed over and deleted.",
  design: {
    ...breaks.design,
    consumers: breaks.design.consumers.map((one) => ({ ...one, idempotent: true })),
  },
  expect: { verdict: "valid" },
} satisfies Scenario;
