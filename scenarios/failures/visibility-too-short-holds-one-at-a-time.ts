import type { Scenario } from "../../src/scenario/scenario.ts";
import breaks from "./visibility-too-short-breaks.ts";

export default {
  ...breaks,
  name: "visibility-too-short-holds-one-at-a-time",
  summary:
    "One message a receive: what is received is done before it becomes visible again, for more requests.",
  design: {
    ...breaks.design,
    consumers: breaks.design.consumers.map((one) => ({ ...one, maxEvents: 1 })),
  },
  expect: { verdict: "valid" },
} satisfies Scenario;
