import type { Scenario } from "../../src/scenario/scenario.ts";
import breaks from "./merged-too-early-breaks.ts";

export default {
  ...breaks,
  name: "merged-too-early-holds",
  summary: "Both parents before the child: it is read once both have been read to their ends.",
  design: {
    ...breaks.design,
    consumers: breaks.design.consumers.map((one) => ({
      ...one,
      children: "after-parents" as const,
    })),
  },
  expect: { verdict: "valid" },
} satisfies Scenario;
