import type { Scenario } from "../../src/scenario/scenario.ts";
import breaks from "./aggregated-records-breaks.ts";

export default {
  ...breaks,
  name: "aggregated-records-holds",
  summary:
    "A record holds one truck's positions: they wait up to a second for each other, and stay in one shard, in order.",
  design: { ...breaks.design, producer: { kind: "aggregated", across: "truck", lingerMs: 1000 } },
  expect: { verdict: "valid" },
} satisfies Scenario;
