import type { Scenario } from "../../src/scenario/scenario.ts";
import breaks from "./uneven-keys-breaks.ts";

export default {
  ...breaks,
  name: "uneven-keys-holds",
  summary:
    "Explicit hash keys: each truck has a place of its own, and each shard as many trucks as the next.",
  design: { ...breaks.design, explicitHashKey: "even" },
  expect: { verdict: "valid", figures: [{ column: "saturated", is: false }] },
} satisfies Scenario;
