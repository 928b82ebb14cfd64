import type { Scenario } from "../../src/scenario/scenario.ts";
import breaks from "./stolen-lease-breaks.ts";

export default {
  ...breaks,
  name: "stolen-lease-holds",
  summary:
    "A graceful hand-over: the holder is asked, ends its receive, writes its checkpoint, and gives the lease away.",
  design: {
    ...breaks.design,
    consumers: breaks.design.consumers.map((one) => ({ ...one, handOver: "graceful" as const })),
  },
  expect: { verdict: "valid" },
} satisfies Scenario;
