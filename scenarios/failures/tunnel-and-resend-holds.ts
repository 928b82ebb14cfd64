import type { Scenario } from "../../src/scenario/scenario.ts";
import breaks, { device } from "./tunnel-and-resend-breaks.ts";

export default {
  ...breaks,
  name: "tunnel-and-resend-holds",
  summary:
    "Bounded by the window: nothing is sent again later than four minutes after the first time, at the price of an event that may never have arrived.",
  design: {
    ...breaks.design,
    producer: { kind: "custom", start: device(240_000) },
  },
  expect: { verdict: "valid" },
} satisfies Scenario;
