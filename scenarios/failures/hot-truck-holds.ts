import type { Scenario } from "../../src/scenario/scenario.ts";
import breaks from "./hot-truck-breaks.ts";

export default {
  name: "hot-truck-holds",
  summary: "A FIFO queue: it limits how many requests there are, not how many bytes a truck has.",
  workload: breaks.workload,
  design: {
    service: "sqs-fifo",
    producer: { kind: "serial" },
    consumers: [{ app: "tracker", kind: "competing", count: 2 }],
  },
  expect: {
    verdict: "valid",
    figures: [
      { column: "throttled_requests", is: 0 },
      { column: "saturated", is: false },
    ],
  },
} satisfies Scenario;
