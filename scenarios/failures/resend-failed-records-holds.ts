import type { Scenario } from "../../src/scenario/scenario.ts";
import breaks from "./resend-failed-records-breaks.ts";

export default {
  ...breaks,
  name: "resend-failed-records-holds",
  summary:
    "One record of a truck in a call, the next one held back until it is acknowledged: what is sent again passes nobody.",
  design: {
    ...breaks.design,
    producer: { kind: "batched", lingerMs: 20, maxPerTruck: 1 },
  },
  expect: { verdict: "valid" },
} satisfies Scenario;
