import type { Scenario } from "../../src/scenario/scenario.ts";
import breaks from "./checkpoint-before-work-breaks.ts";

export default {
  ...breaks,
  name: "checkpoint-before-work-holds",
  summary:
    "Checkpoint after the work, idempotent effects: nothing is skipped, and what is read again is done once.",
  design: {
    ...breaks.design,
    consumers: breaks.design.consumers.map((one) => ({
      ...one,
      settle: "receive",
      idempotent: true,
    })),
  },
  expect: { verdict: "valid" },
} satisfies Scenario;
