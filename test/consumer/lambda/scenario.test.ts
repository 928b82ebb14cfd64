/** Event source mappings in scenario files, on services that are really there, and what is wrong with some. */
import { writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

import { describe, expect, it } from "vitest";

import "../../../src/vitest.ts";
import { keepsOrder } from "../../../src/report/assertions/assertions.ts";
import { hasPassed } from "../../../src/result/run-result.ts";
import { simulate, type SimulatedScenario } from "../../../src/suite/simulate.ts";
import { temporary } from "../../cli/convoy.ts";
import { addressOf } from "../../targets/short-scenario.ts";
import { startStandIn } from "../../targets/stand-in.ts";
import { oneByOne, reportsAndStops } from "./functions.ts";
import { noting, onQueue, onStream } from "./rig.ts";

const handler = oneByOne;

describe("a function in a scenario", () => {
  it("may stand in a file, with others beside it in a thread of their own", async () => {
    const file = temporary("my-function.ts");
    const functions = pathToFileURL(`${import.meta.dirname}/functions.ts`).href;
    writeFileSync(
      file,
      `import { oneByOne, allAtOnce } from ${JSON.stringify(functions)};
      export default {
        name: "my-function",
        summary: "A function of mine on two shards.",
        workload: { kind: "fleet", trucks: 5, hz: 4, durationS: 5 },
        design: {
          service: "kinesis", shards: 2, partitionKey: "truck", producer: { kind: "serial" },
          consumers: [
            { app: "careful", kind: "lambda", handler: oneByOne, parallelizationFactor: 10 },
            { app: "hasty", kind: "lambda", handler: allAtOnce, parallelizationFactor: 10, serviceMs: 10 },
          ],
        },
        expect: { verdict: "invalid", anomalies: ["overtake"] },
      };`,
    );
    const [result] = await simulate(file);
    expect(hasPassed(result!)).toBe(true);
    const apps = new Set(result!.verdict.evidence.map(({ app }) => app));
    expect([...apps]).toEqual(["hasty"]);
  });

  it("that has no time for what failed to come again is told so", async () => {
    const spec = { handler: reportsAndStops(), reportBatchItemFailures: true };
    const [result] = await simulate(onQueue("sqs-fifo", spec, { drainS: 1 }));
    const { pass, message } = keepsOrder(result!);
    expect(pass).toBe(false);
    expect(message).toContain(
      "there was work to do when time was up, 1 s (drainS) after the sending; what fails comes again after the visibility timeout of 6 s",
    );
  });

  it("runs on a service in real time", async () => {
    await using standIn = await startStandIn();
    const target = addressOf(standIn);
    const workload = { kind: "fleet", trucks: 3, hz: 2, durationS: 1 } as const;
    const queue = noting();
    const stream = noting();
    const scenarios = [
      onQueue("sqs-fifo", { handler: queue.handler, serviceMs: 0 }, { workload }),
      onStream({ handler: stream.handler, serviceMs: 0 }, { workload }),
    ];
    for (const scenario of scenarios) {
      const [result] = await simulate(scenario, { target });
      expect(result).toKeepOrder();
      expect(result).toLoseNothing();
      expect(result!.evidence).toBe("measured");
    }
    expect(queue.calls.flatMap(({ keys }) => keys)).toHaveLength(6);
    expect(stream.calls.flatMap(({ keys }) => keys)).toHaveLength(6);
  });

  it.each<[string, SimulatedScenario, RegExp]>([
    [
      "a timeout beyond the visibility timeout",
      onQueue("sqs-fifo", { handler, timeoutS: 7 }),
      /consumers\.0\.timeoutS: is 7, longer than the visibility timeout of 6 s/,
    ],
    [
      "more than ten messages of a FIFO queue",
      onQueue("sqs-fifo", { handler, batchSize: 11 }),
      /consumers\.0\.batchSize: a batch of a FIFO queue has at most 10 messages/,
    ],
    [
      "a window on a FIFO queue",
      onQueue("sqs-fifo", { handler, maximumBatchingWindowS: 1 }),
      /consumers\.0\.maximumBatchingWindowS: a FIFO queue has no batching window/,
    ],
    [
      "more than ten messages without a window",
      onQueue("sqs-standard", { handler, batchSize: 11 }),
      /consumers\.0\.batchSize: more than 10 messages in a batch take a window/,
    ],
    [
      "eleven batches of a shard at once",
      onStream({ handler, parallelizationFactor: 11 }),
      /consumers\.0\.parallelizationFactor: .*<=10/,
    ],
    [
      "a number of consumers",
      onStream({ handler, ...{ count: 3 } }),
      /consumers\.0\.count: has no meaning for a function/,
    ],
    [
      "what only a stream has",
      onQueue("sqs-fifo", { handler, ...{ bisectBatchOnFunctionError: true } }),
      /bisectBatchOnFunctionError: has a meaning on Kinesis only/,
    ],
    [
      "no function",
      onStream({ handler: "index.handler" as never }),
      /consumers\.0\.handler: must be a function/,
    ],
  ])("is refused with %s", async (_, scenario, message) => {
    await expect(simulate(scenario)).rejects.toThrow(message);
  });
});
