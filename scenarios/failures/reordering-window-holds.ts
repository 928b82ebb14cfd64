import type { Scenario } from "../../src/scenario/scenario.ts";
import breaks from "./reordering-window-breaks.ts";

export default {
  ...breaks,
  name: "reordering-window-holds",
  summary:
    "A window of five seconds: a position waits, in the memory of the one consumer, until the one before it is done, and the rest of its truck waits with it.",
  design: {
    ...breaks.design,
    consumers: breaks.design.consumers.map((one) => ({ ...one, windowMs: 5000 })),
  },
  expect: { verdict: "valid" },
} satisfies Scenario;
