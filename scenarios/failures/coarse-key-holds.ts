import type { Scenario } from "../../src/scenario/scenario.ts";
import breaks from "./coarse-key-breaks.ts";

export default {
  ...breaks,
  name: "coarse-key-holds",
  summary: "The truck as partition key: many keys spread better than few.",
  design: { ...breaks.design, partitionKey: "truck" },
  expect: { verdict: "valid", figures: [{ column: "saturated", is: false }] },
} satisfies Scenario;
