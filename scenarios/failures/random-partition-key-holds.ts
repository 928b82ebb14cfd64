import type { Scenario } from "../../src/scenario/scenario.ts";
import breaks from "./random-partition-key-breaks.ts";

export default {
  ...breaks,
  name: "random-partition-key-holds",
  summary: "The truck as partition key: all its events are in one shard, in their order.",
  design: { ...breaks.design, partitionKey: "truck" },
  expect: { verdict: "valid" },
} satisfies Scenario;
