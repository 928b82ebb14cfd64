import type { Scenario } from "../../src/scenario/scenario.ts";
import breaks from "./batch-in-thread-pool-breaks.ts";

export default {
  ...breaks,
  name: "batch-in-thread-pool-holds",
  summary:
    "A thread per truck: the pool takes whole trucks of the receive, each worked on in its own order.",
  design: {
    ...breaks.design,
    consumers: [{ app: "tracker", kind: "by-key", count: 2, keysAtOnce: 10, serviceMs: 50 }],
  },
  expect: { verdict: "valid" },
} satisfies Scenario;
