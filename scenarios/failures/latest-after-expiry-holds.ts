import type { Scenario } from "../../src/scenario/scenario.ts";
import breaks from "./latest-after-expiry-breaks.ts";

export default {
  ...breaks,
  name: "latest-after-expiry-holds",
  summary:
    "AFTER_SEQUENCE_NUMBER: an expired iterator is replaced by one behind the last record that was read.",
  design: {
    ...breaks.design,
    consumers: breaks.design.consumers.map((one) => ({ ...one, whenExpired: "go-on" as const })),
  },
  expect: { verdict: "valid" },
} satisfies Scenario;
