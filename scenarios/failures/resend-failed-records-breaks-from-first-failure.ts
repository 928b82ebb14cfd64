import type { Scenario } from "../../src/scenario/scenario.ts";
import breaks from "./resend-failed-records-breaks.ts";

export default {
  ...breaks,
  name: "resend-failed-records-breaks-from-first-failure",
  summary:
    "Everything from the first refused record on is sent again: what had landed behind it is written a second time, and the first time was too early.",
  design: {
    ...breaks.design,
    producer: { ...breaks.design.producer, resend: "from-first-refused" },
  },
  // Rare, so that what is sent again arrives in the end; and over before the last events.
  faults: [{ kind: "record-failure", actions: ["PutRecords"], probability: 0.02, toS: 12 }],
  guarantee: "exactly-once-ordered",
  expect: {
    verdict: "invalid",
    anomalies: ["duplicate-log", "duplicate-effect", "nonmonotonic-send"],
  },
} satisfies Scenario;
