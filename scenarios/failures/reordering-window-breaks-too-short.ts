import type { Scenario } from "../../src/scenario/scenario.ts";
import breaks from "./reordering-window-breaks.ts";

export default {
  ...breaks,
  name: "reordering-window-breaks-too-short",
  summary: "A window of one second: what is later than that is still done out of order.",
  design: {
    ...breaks.design,
    consumers: breaks.design.consumers.map((one) => ({ ...one, windowMs: 1000 })),
  },
} satisfies Scenario;
