import type { Scenario } from "../../src/scenario/scenario.ts";
import breaks from "./one-group-for-all-breaks.ts";

export default {
  ...breaks,
  name: "one-group-for-all-holds",
  summary: "A group per truck: order where it is needed, and as many at work as there are trucks.",
  design: { ...breaks.design, groupId: "truck" },
  expect: {
    verdict: "valid",
    figures: [
      { column: "consumers_active_max", atLeast: 5 },
      { column: "saturated", is: false },
    ],
  },
} satisfies Scenario;
