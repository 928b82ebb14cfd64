/** Functions in a comparison, beside each other and beside consumers of Convoy's own. */
import { writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

import { describe, expect, it } from "vitest";

import { type ComparisonFigures, comparisonsOf } from "../../../src/result/comparison-figures.ts";
import { hasPassed } from "../../../src/result/run-result.ts";
import { figureColumns } from "../../../src/result/summary-row.ts";
import { loadScenarios } from "../../../src/scenario/load.ts";
import { openPool } from "../../../src/suite/pool.ts";
import { embeddedAddress } from "../../../src/targets/target.ts";
import { temporary } from "../../cli/convoy.ts";

const file = temporary("functions.ts");
const functions = pathToFileURL(`${import.meta.dirname}/functions.ts`).href;
writeFileSync(
  file,
  `import { oneByOne } from ${JSON.stringify(functions)};
  export default {
    name: "functions",
    summary: "A function behind a queue and a stream, and a consumer beside them.",
    workload: { kind: "fleet", trucks: 6, hz: 1, durationS: 4 },
    handlerMs: 40,
    consumers: 3,
    phases: { steady: {}, backlog: { lateS: 3 } },
    designs: {
      "queue-function": {
        summary: "A FIFO queue.", service: "sqs-fifo", producer: { kind: "serial" },
        consumer: { kind: "lambda", handler: oneByOne },
      },
      "stream-function": {
        summary: "Two shards, factor 10.", service: "kinesis", shards: 2, partitionKey: "truck",
        producer: { kind: "serial" },
        consumer: { kind: "lambda", handler: oneByOne, parallelizationFactor: 10 },
      },
      shards: {
        summary: "Two shards.", service: "kinesis", shards: 2, partitionKey: "truck",
        producer: { kind: "serial" }, consumer: { kind: "by-lane" },
      },
    },
  };`,
);

describe("a comparison with functions", async () => {
  const pool = openPool();
  const scenarios = await loadScenarios([file], figureColumns);
  const results = await Promise.all(
    scenarios.map(async ({ scenario }) => {
      const ran = await pool.run({
        scenarioFile: file,
        scenario: scenario.name,
        overrides: [],
        seed: 1,
        target: embeddedAddress,
        clock: "virtual",
      });
      return ran!.result;
    }),
  );
  const [figures] = comparisonsOf(results) as [ComparisonFigures];

  it("runs each of them in each phase, with the handler of the comparison", () => {
    expect(results.map(hasPassed)).toEqual(results.map(() => true));
    const served = scenarios.map(({ scenario }) => scenario.design.consumers[0]?.serviceMs);
    expect(served).toEqual(Array.from({ length: 6 }, () => 40));
  });

  it("counts the consumers that the comparison sets, which functions have none of", () => {
    expect(figures.consumers).toBe(3);
  });

  it("knows how many handlers can be at work: one of a key", () => {
    const workers = figures.designs.map(({ design, workers: count }) => [design, count]);
    expect(workers).toEqual([
      ["queue-function", 6],
      ["stream-function", 6],
      ["shards", 2],
    ]);
  });
});
