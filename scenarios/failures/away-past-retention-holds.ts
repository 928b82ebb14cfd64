import type { Scenario } from "../../src/scenario/scenario.ts";
import breaks from "./away-past-retention-breaks.ts";

const { retentionS: _, ...design } = breaks.design;

export default {
  ...breaks,
  name: "away-past-retention-holds",
  summary:
    "Four days of retention, as a queue has by default: whoever comes back finds everything, late.",
  design,
  expect: { verdict: "valid" },
} satisfies Scenario;
