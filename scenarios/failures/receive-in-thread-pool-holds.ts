import type { Scenario } from "../../src/scenario/scenario.ts";
import breaks from "./receive-in-thread-pool-breaks.ts";

export default {
  ...breaks,
  name: "receive-in-thread-pool-holds",
  summary:
    "More consumers, each with one message after the other: the groups are what is parallel.",
  design: {
    ...breaks.design,
    consumers: [{ app: "tracker", kind: "competing", count: 10, serviceMs: 50, startAtS: 5 }],
  },
  expect: { verdict: "valid" },
} satisfies Scenario;
