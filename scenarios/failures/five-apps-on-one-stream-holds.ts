import type { Scenario } from "../../src/scenario/scenario.ts";
import breaks from "./five-apps-on-one-stream-breaks.ts";

export default {
  ...breaks,
  name: "five-apps-on-one-stream-holds",
  summary:
    "Enhanced fan-out: each application has 2 MB/s of each shard to itself and is pushed what comes.",
  design: {
    ...breaks.design,
    read: "fan-out",
    consumers: breaks.design.consumers.map(({ app }) => ({ app, kind: "by-lane", count: 2 })),
  },
  expect: {
    verdict: "valid",
    figures: [
      { column: "throttled_requests", is: 0 },
      { column: "e2e_p99_ms", atMost: 200 },
    ],
  },
} satisfies Scenario;
