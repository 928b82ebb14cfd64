import type { Scenario } from "../../src/scenario/scenario.ts";
import breaks from "./exception-swallowed-breaks.ts";

export default {
  ...breaks,
  name: "exception-swallowed-holds",
  summary: "Again in place: the lane waits until the event is done.",
  design: {
    ...breaks.design,
    consumers: breaks.design.consumers.map((one) => ({ ...one, onFailure: "retry" as const })),
  },
  expect: { verdict: "valid" },
} satisfies Scenario;
