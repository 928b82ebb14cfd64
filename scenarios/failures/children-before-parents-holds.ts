import type { Scenario } from "../../src/scenario/scenario.ts";
import breaks from "./children-before-parents-breaks.ts";

export default {
  ...breaks,
  name: "children-before-parents-holds",
  summary:
    "Parents before children: a shard is read once those that it came of have been read to their ends.",
  design: {
    ...breaks.design,
    consumers: breaks.design.consumers.map((one) => ({
      ...one,
      children: "after-parents" as const,
    })),
  },
  expect: { verdict: "valid" },
} satisfies Scenario;
