import type { Scenario } from "../../src/scenario/scenario.ts";
import breaks from "./drop-what-failed-breaks.ts";

export default {
  ...breaks,
  name: "drop-what-failed-holds",
  summary:
    "Again until it is taken, one send of a truck at a time: what comes meanwhile waits, and nothing is missing.",
  design: { ...breaks.design, producer: { kind: "serial" } },
  expect: { verdict: "valid" },
} satisfies Scenario;
