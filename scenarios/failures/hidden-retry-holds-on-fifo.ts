import type { Scenario } from "../../src/scenario/scenario.ts";
import breaks from "./hidden-retry-breaks.ts";

export default {
  ...breaks,
  name: "hidden-retry-holds-on-fifo",
  summary:
    "A FIFO queue with deduplication ids: what is sent again within five minutes is accepted and not stored again.",
  design: {
    service: "sqs-fifo",
    producer: { kind: "serial" },
    consumers: [{ app: "tracker", kind: "competing", count: 10, serviceMs: 10 }],
  },
  faults: [{ kind: "lost-response", actions: ["SendMessage"], key: "truck_1", nth: 7 }],
  expect: { verdict: "valid" },
} satisfies Scenario;
