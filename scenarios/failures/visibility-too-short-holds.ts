import type { Scenario } from "../../src/scenario/scenario.ts";
import breaks from "./visibility-too-short-breaks.ts";

export default {
  ...breaks,
  name: "visibility-too-short-holds",
  summary: "A visibility timeout longer than the whole receive takes: six times, as AWS advises.",
  design: { ...breaks.design, visibilityTimeoutS: 60 },
  expect: { verdict: "valid" },
} satisfies Scenario;
