import type { Scenario } from "../../src/scenario/scenario.ts";
import breaks from "./producer-crash-breaks.ts";

export default {
  ...breaks,
  name: "producer-crash-holds",
  summary:
    "A FIFO queue with deduplication ids: what is sent again within five minutes is taken for what it is.",
  design: {
    service: "sqs-fifo",
    producer: breaks.design.producer,
    consumers: [{ app: "tracker", kind: "competing", count: 5, serviceMs: 5 }],
  },
  expect: { verdict: "valid" },
} satisfies Scenario;
