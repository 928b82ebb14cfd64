import type { Scenario } from "../../src/scenario/scenario.ts";
import breaks from "./reordering-window-breaks.ts";

export default {
  ...breaks,
  name: "reordering-window-holds-on-fifo",
  summary:
    "A FIFO queue: what follows a late message waits in the queue, for any number of consumers, at another price.",
  design: {
    service: "sqs-fifo",
    producer: breaks.design.producer,
    consumers: [{ app: "tracker", kind: "competing", count: 5, serviceMs: 5, pollMs: 1000 }],
  },
  expect: { verdict: "valid" },
} satisfies Scenario;
