import type { Scenario } from "../../src/scenario/scenario.ts";
import breaks from "./poison-blocks-shard-breaks.ts";

export default {
  ...breaks,
  name: "poison-blocks-shard-holds-discard",
  summary:
    "Discarded: after three attempts the record is given up and noted, and its truck has a gap for good.",
  design: {
    ...breaks.design,
    consumers: breaks.design.consumers.map((one) => ({
      ...one,
      attempts: 3,
      onFailure: "discard" as const,
    })),
  },
  guarantee: "ordered-or-set-aside",
  expect: { verdict: "valid", figures: [{ column: "e2e_p50_ms", atMost: 3000 }] },
} satisfies Scenario;
