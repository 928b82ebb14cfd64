import type { Scenario } from "../../src/scenario/scenario.ts";
import breaks from "./lost-receive-breaks.ts";

export default {
  ...breaks,
  name: "lost-receive-holds",
  summary: "A ReceiveRequestAttemptId: the same request again gives the same messages, at once.",
  design: {
    ...breaks.design,
    consumers: breaks.design.consumers.map((one) => ({ ...one, receiveAttemptIds: true })),
  },
  expect: { verdict: "valid", figures: [{ column: "e2e_max_ms", atMost: 12_000 }] },
} satisfies Scenario;
