import type { Scenario } from "../../src/scenario/scenario.ts";
import breaks from "./visibility-too-short-breaks.ts";

export default {
  ...breaks,
  name: "visibility-too-short-holds-heartbeat",
  summary:
    "A heartbeat: every two seconds what is not deleted yet is kept from others for another five.",
  design: {
    ...breaks.design,
    consumers: breaks.design.consumers.map((one) => ({ ...one, heartbeatS: 2 })),
  },
  expect: { verdict: "valid" },
} satisfies Scenario;
