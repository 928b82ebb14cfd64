import type { Scenario } from "../../src/scenario/scenario.ts";
import breaks from "./paused-past-visibility-breaks.ts";

export default {
  ...breaks,
  name: "paused-past-visibility-holds",
  summary:
    "Idempotent effects: whoever comes late finds that truck and seq are there, and its write is refused.",
  design: {
    ...breaks.design,
    consumers: breaks.design.consumers.map((one) => ({ ...one, idempotent: true })),
  },
  expect: { verdict: "valid" },
} satisfies Scenario;
