import type { Scenario } from "../../src/scenario/scenario.ts";
import breaks from "./resend-failed-records-breaks.ts";

export default {
  ...breaks,
  name: "resend-failed-records-breaks-whole-call",
  summary:
    "The whole call is sent again when anything in it was refused: everybody in it is written twice.",
  design: {
    ...breaks.design,
    producer: { ...breaks.design.producer, resend: "whole-call" },
  },
  // Rare, so that what is sent again arrives in the end; and over before the last events.
  faults: [{ kind: "record-failure", actions: ["PutRecords"], probability: 0.02, toS: 12 }],
  guarantee: "exactly-once-ordered",
  expect: {
    verdict: "invalid",
    anomalies: ["duplicate-log", "duplicate-effect", "nonmonotonic-send"],
  },
} satisfies Scenario;
