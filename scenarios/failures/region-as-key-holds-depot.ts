import type { Scenario } from "../../src/scenario/scenario.ts";
import breaks from "./region-as-key-breaks.ts";

export default {
  ...breaks,
  name: "region-as-key-holds-depot",
  summary: "The truck's depot as partition key: as coarse as a region, and it never changes.",
  design: { ...breaks.design, partitionKey: "depot" },
  expect: { verdict: "valid" },
} satisfies Scenario;
