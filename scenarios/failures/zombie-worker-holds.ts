import type { Scenario } from "../../src/scenario/scenario.ts";
import breaks from "./zombie-worker-breaks.ts";

export default {
  ...breaks,
  name: "zombie-worker-holds",
  summary:
    "Fenced writes: the effect of an event is written once, and the late write of a zombie is refused.",
  design: {
    ...breaks.design,
    consumers: breaks.design.consumers.map((one) => ({ ...one, idempotent: true })),
  },
  expect: { verdict: "valid" },
} satisfies Scenario;
