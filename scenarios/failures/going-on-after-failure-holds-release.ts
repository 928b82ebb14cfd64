import type { Scenario } from "../../src/scenario/scenario.ts";
import breaks from "./going-on-after-failure-breaks.ts";

export default {
  ...breaks,
  name: "going-on-after-failure-holds-release",
  summary:
    "Release the rest of the group: visibility 0 for what is left of it, and it comes again at once.",
  design: {
    ...breaks.design,
    consumers: breaks.design.consumers.map((one) => ({ ...one, onFailure: "release" as const })),
  },
  expect: { verdict: "valid" },
} satisfies Scenario;
