import { expect, it } from "vitest";

import { designText } from "../../src/result/design-text.ts";
import type { PlainScenario } from "../../src/result/plain-scenario.ts";
import { resolveDesign } from "../../src/scenario/resolve.ts";
import type { Design } from "../../src/scenario/scenario.ts";

const stream = { service: "kinesis", shards: 2, partitionKey: "truck", consumers: [] } as const;
const fifo = { service: "sqs-fifo", consumers: [] } as const;

it.each<[Design, string]>([
  [{ ...stream, producer: { kind: "serial" } }, "2 shards, partition key truck, serial sends"],
  [
    { ...stream, producer: { kind: "aggregated", attempts: 3 }, retentionHours: 48 },
    "2 shards, partition key truck, records of up to 10 events of one truck, given up after 3 attempts, kept 48 h",
  ],
  [
    {
      ...fifo,
      producer: { kind: "batched", attempts: 1 },
      redrivePolicy: { maxReceiveCount: 3 },
      retentionS: 60,
      delayS: 5,
    },
    "message group truck, batches of 1 per truck, given up after 1 attempt, dead letters after 3 receives, kept 60 s, delayed by 5 s",
  ],
  [
    { service: "sqs-standard", producer: { kind: "concurrent" }, consumers: [] },
    "concurrent sends",
  ],
])("%j is told in a cell", (design, text) => {
  // No code of a user's is in it.
  expect(designText(resolveDesign(design) as PlainScenario["design"])).toBe(text);
});
