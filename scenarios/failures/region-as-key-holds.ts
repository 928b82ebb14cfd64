import type { Scenario } from "../../src/scenario/scenario.ts";
import breaks from "./region-as-key-breaks.ts";

export default {
  ...breaks,
  name: "region-as-key-holds",
  summary: "The truck as partition key: wherever it drives, it stays in its shard.",
  design: { ...breaks.design, partitionKey: "truck" },
  expect: { verdict: "valid" },
} satisfies Scenario;
