import type { Scenario } from "../../src/scenario/scenario.ts";
import breaks from "./poison-blocks-shard-breaks.ts";

export default {
  ...breaks,
  name: "poison-blocks-shard-holds",
  summary:
    "Dead letters: after three attempts the record goes elsewhere, and its truck has a gap that somebody must see to.",
  design: {
    ...breaks.design,
    consumers: breaks.design.consumers.map((one) => ({
      ...one,
      attempts: 3,
      onFailure: "dead-letter" as const,
    })),
  },
  guarantee: "ordered-or-set-aside",
  expect: { verdict: "valid", figures: [{ column: "e2e_p50_ms", atMost: 3000 }] },
} satisfies Scenario;
