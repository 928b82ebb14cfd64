import type { Scenario } from "../../src/scenario/scenario.ts";
import breaks from "./content-deduplication-breaks.ts";

export default {
  ...breaks,
  name: "content-deduplication-holds",
  summary: "A deduplication id of truck and seq: equal positions at two times are two events.",
  design: { ...breaks.design, deduplication: "id" },
  expect: { verdict: "valid" },
} satisfies Scenario;
