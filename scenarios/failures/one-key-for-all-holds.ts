import type { Scenario } from "../../src/scenario/scenario.ts";
import breaks from "./one-key-for-all-breaks.ts";

export default {
  ...breaks,
  name: "one-key-for-all-holds",
  summary: "The truck as partition key: all shards have some of them, each truck in its order.",
  design: { ...breaks.design, partitionKey: "truck" },
  expect: {
    verdict: "valid",
    figures: [
      { column: "consumers_active_max", atLeast: 3 },
      { column: "saturated", is: false },
    ],
  },
} satisfies Scenario;
