import type { Scenario } from "../../src/scenario/scenario.ts";
import breaks from "./exception-swallowed-breaks.ts";

export default {
  ...breaks,
  name: "exception-swallowed-breaks-whole-receive",
  summary:
    "An exception leaves processRecords, and the KCL goes on behind the whole receive: all that was in it is never done.",
  design: {
    ...breaks.design,
    consumers: breaks.design.consumers.map((one) => ({
      ...one,
      startAtS: 5,
      onFailure: "skip-receive" as const,
    })),
  },
} satisfies Scenario;
