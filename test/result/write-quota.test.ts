import { describe, expect, it } from "vitest";

import type { RunResult } from "../../src/result/run-result.ts";
import { writeQuotaOf } from "../../src/result/write-quota.ts";
import { sampleRun, sampleSetup } from "./sample-runs.ts";
import { queueScenario, streamScenario } from "./sample-scenarios.ts";

function runOf(scenario: object, payloadBytes = 200): RunResult {
  const setup = sampleSetup();
  return sampleRun({
    setup: {
      ...setup,
      scenario: { ...setup.scenario, ...scenario } as typeof setup.scenario,
      load: { ...setup.load, payloadBytes },
    },
  });
}

const stream = { ...streamScenario.design, service: "kinesis", shards: 5 };
const queue = { ...queueScenario.design, service: "sqs-fifo", groupId: "truck" };

describe("the write quota of a run", () => {
  it.each([
    ["records of a stream", { ...stream, producer: { kind: "serial" } }, 200, 5000],
    // 8,191 bytes with the key are billed as 8 KiB: 128 a second and shard.
    ["bytes of a stream", { ...stream, producer: { kind: "serial" } }, 8183, 640],
    ["a FIFO queue", { ...queue, producer: { kind: "serial" } }, 200, 300],
    [
      "a FIFO queue, in batches",
      { ...queue, producer: { kind: "batched", maxEntries: 10 } },
      200,
      3000,
    ],
  ])("of %s", (_, design, payloadBytes, eventsPerS) => {
    expect(writeQuotaOf(runOf({ design }, payloadBytes))?.eventsPerS).toBeCloseTo(eventsPerS, 6);
  });

  it.each([
    ["a standard queue", { design: { ...queue, service: "sqs-standard" } }],
    ["high throughput", { design: { ...queue, highThroughput: true } }],
    ["a producer of the user's own", { design: { ...queue, producer: { kind: "custom" } } }],
    ["aggregated records", { design: { ...stream, producer: { kind: "aggregated" } } }],
    ["a stream that is resharded", { design: stream, faults: [{ kind: "reshard", toShards: 9 }] }],
  ])("is none of %s", (_, scenario) => {
    expect(writeQuotaOf(runOf(scenario))).toBeUndefined();
  });
});
