import type { Scenario } from "../../src/scenario/scenario.ts";
import breaks from "./poison-batch-given-up-breaks.ts";

export default {
  ...breaks,
  name: "poison-batch-given-up-holds",
  summary:
    "BisectBatchOnFunctionError: the batch is halved until the record stands alone, and it alone is given up.",
  design: {
    ...breaks.design,
    consumers: breaks.design.consumers.map((one) => ({
      ...one,
      bisectBatchOnFunctionError: true,
    })),
  },
  guarantee: "ordered-or-set-aside",
  expect: { verdict: "valid" },
} satisfies Scenario;
