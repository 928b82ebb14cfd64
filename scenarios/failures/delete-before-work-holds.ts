import type { Scenario } from "../../src/scenario/scenario.ts";
import breaks from "./delete-before-work-breaks.ts";

export default {
  ...breaks,
  name: "delete-before-work-holds",
  summary:
    "Delete after the work, idempotent effects: the rest comes again after the visibility timeout.",
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
