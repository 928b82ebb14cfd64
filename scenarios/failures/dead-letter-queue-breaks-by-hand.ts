import type { Scenario } from "../../src/scenario/scenario.ts";
import breaks from "./dead-letter-queue-breaks.ts";

export default {
  ...breaks,
  name: "dead-letter-queue-breaks-by-hand",
  summary:
    "The same put back by hand: received from the dead-letter queue, sent anew, and behind its successors as well.",
  faults: [{ kind: "redrive", by: "hand", atS: 30 }],
} satisfies Scenario;
