import type { Scenario } from "../../src/scenario/scenario.ts";
import breaks from "./throttled-concurrent-sends-breaks.ts";

export default {
  ...breaks,
  name: "throttled-concurrent-sends-holds",
  summary:
    "One send of a truck at a time: the next one goes when the last one is acknowledged, and waits behind its retries.",
  design: { ...breaks.design, producer: { kind: "serial" } },
  expect: { verdict: "valid" },
} satisfies Scenario;
