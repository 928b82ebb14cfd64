import type { Scenario } from "../../src/scenario/scenario.ts";
import breaks from "./drop-what-failed-breaks.ts";

export default {
  ...breaks,
  name: "drop-what-failed-breaks-late",
  summary:
    "Retries that give up: three attempts with back-off are over before the throttling is, and fewer positions are gone.",
  design: { ...breaks.design, producer: { kind: "serial", attempts: 3 } },
} satisfies Scenario;
