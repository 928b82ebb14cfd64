import type { Scenario } from "../../src/scenario/scenario.ts";
import breaks from "./hot-shard-breaks.ts";

export default {
  ...breaks,
  name: "hot-shard-holds",
  summary:
    "A reshard in time: several trucks made the shard hot, and each of its halves has some of them.",
  faults: [{ kind: "reshard", toShards: 4, atS: 1 }],
  expect: { verdict: "valid", figures: [{ column: "saturated", is: false }] },
} satisfies Scenario;
