import type { Scenario } from "../../src/scenario/scenario.ts";
import breaks from "./hot-truck-breaks.ts";

export default {
  ...breaks,
  name: "hot-truck-breaks-resharded",
  summary:
    "The same with twice the shards from the third second on: its key is in one of them, and no truck has more than a shard.",
  faults: [{ kind: "reshard", toShards: 4, atS: 3 }],
  expect: breaks.expect,
} satisfies Scenario;
