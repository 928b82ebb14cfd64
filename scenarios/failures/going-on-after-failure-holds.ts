import type { Scenario } from "../../src/scenario/scenario.ts";
import breaks from "./going-on-after-failure-breaks.ts";

export default {
  ...breaks,
  name: "going-on-after-failure-holds",
  summary:
    "Stop at that group: what is left of it comes again after the visibility timeout, in order; other groups go on.",
  design: {
    ...breaks.design,
    consumers: breaks.design.consumers.map((one) => ({ ...one, onFailure: "stop-group" as const })),
  },
  expect: { verdict: "valid" },
} satisfies Scenario;
