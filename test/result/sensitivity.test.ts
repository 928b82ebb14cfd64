import { writeFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

import { sensitivityCsv } from "../../src/report/csv/sensitivity-csv.ts";
import { sensitivityText } from "../../src/report/terminal/sensitivity-text.ts";
import { readResult } from "../../src/result/read-result.ts";
import { assumptionsBehind, markOf } from "../../src/result/rests-on.ts";
import { resultText } from "../../src/result/result-file.ts";
import type { RunResult } from "../../src/result/run-result.ts";
import { sensitivityOf } from "../../src/result/sensitivity.ts";
import { suiteResult } from "../../src/result/suite-result.ts";
import { figureColumns } from "../../src/result/summary-row.ts";
import { loadScenarios } from "../../src/scenario/load.ts";
import { parseOverride } from "../../src/scenario/overrides.ts";
import { openPool } from "../../src/suite/pool.ts";
import { planSensitivity, runSensitivity } from "../../src/suite/sensitivity.ts";
import { runSuite } from "../../src/suite/suite.ts";
import { embeddedAddress } from "../../src/targets/target.ts";
import { temporary } from "../cli/convoy.ts";

const chosen = [
  "kinesis-5-shards-fan-out-steady",
  "sqs-fifo-100-groups-steady",
  "sqs-standard-wrong",
];
const overrides = ["workload.trucks=5", "workload.durationS=4"].map(parseOverride);
const files = await loadScenarios(chosen, figureColumns, overrides);
const pool = openPool();
const scenarios = await runSuite(
  files,
  { overrides, seed: 1, repeats: 1, target: embeddedAddress, clock: "virtual" },
  pool,
  () => {},
);
const runs = scenarios.flatMap((scenario) => scenario.runs);
const plan = planSensitivity(runs, embeddedAddress);

/** The same run with another median. */
function withMedian(run: RunResult, p50Ms: number): RunResult {
  const { latency } = run.metrics;
  const endToEnd = { ...latency.endToEnd, p50Ms };
  return { ...run, metrics: { ...run.metrics, latency: { ...latency, endToEnd } } };
}

describe("what a figure rests on", () => {
  const [fanOut, fifo] = runs as [RunResult, RunResult];
  const namesBehind = (run: RunResult, ...figures: Parameters<typeof assumptionsBehind>[1] & {}) =>
    assumptionsBehind(run, figures).map(({ name }) => name);

  it("is what its design asks for, and nothing of another's", () => {
    expect(namesBehind(fanOut, "e2e_p50_ms")).toEqual([
      "kinesis-put-record",
      "kinesis-fan-out",
      "request-share",
    ]);
    expect(namesBehind(fifo, "e2e_p50_ms")).toContain("sqs-fifo-propagation");
    expect(namesBehind(fifo, "e2e_p50_ms").join()).not.toMatch(/kinesis|standard/);
  });

  it("is nothing where it was measured, or is only a history", () => {
    expect(assumptionsBehind({ ...fanOut, evidence: "measured" })).toEqual([]);
    const { setup: _, ...history } = fanOut;
    expect(assumptionsBehind(history)).toEqual([]);
  });

  it("has a letter of its own for each assumption", () => {
    const marks = runs.flatMap((run) => assumptionsBehind(run)).map(({ name }) => name);
    const different = new Set(marks);
    expect(new Set([...different].map(markOf)).size).toBe(different.size);
  });
});

describe("a sensitivity run", () => {
  it("repeats what an assumption may change, and says what it leaves out", () => {
    const ofFanOut = plan.variations.filter(({ assumption }) => assumption === "kinesis-fan-out");
    expect(ofFanOut.map(({ label }) => label)).toEqual(["halved", "doubled"]);
    expect(ofFanOut[0]?.runs.map(({ name }) => name)).toEqual([chosen[0]]);
    const why = new Map(
      [...plan.untried.values()].flat().map((untried) => [untried.assumption, untried.why]),
    );
    expect(why.get("kinesis-get-records")).toMatch(/no conclusion/);
    for (const { assumption } of plan.variations) expect(why.has(assumption)).toBe(false);
  });

  it("does it for every variation, and halving the wait brings the median down", async () => {
    const few = {
      ...plan,
      variations: plan.variations.filter(({ assumption }) => assumption === "kinesis-fan-out"),
    };
    const seen: RunResult[] = [];
    const [sensitivity] = await runSensitivity(runs, few, {
      address: embeddedAddress,
      files,
      pool,
      onRan: ({ result }) => seen.push(result),
    });
    expect(sensitivity?.variations).toEqual([
      { assumption: "kinesis-fan-out", label: "halved", runs: [chosen[0]] },
      { assumption: "kinesis-fan-out", label: "doubled", runs: [chosen[0]] },
    ]);
    const medians = seen.map(({ metrics }) => metrics.latency.endToEnd.p50Ms!);
    const base = runs[0]!.metrics.latency.endToEnd.p50Ms!;
    expect(Math.min(...medians)).toBeLessThan(base);
    expect(Math.max(...medians)).toBeGreaterThan(base);
  });

  const [fanOut, fifo] = runs as [RunResult, RunResult];
  const base = [withMedian(fanOut, 500), withMedian(fifo, 60)];
  const varied = [
    { assumption: "a", label: "halved", runs: [withMedian(fanOut, 50)] },
    { assumption: "a", label: "doubled", runs: [withMedian(fanOut, 1000)] },
  ];
  const sensitivity = sensitivityOf("100-trucks", base, varied, [])!;
  const open = sensitivity.statements.filter(({ changes }) => changes.length > 0);

  it("calls a ranking open that turns round in one of them, and says what is so instead", () => {
    expect(open).toEqual([
      {
        says: "quicker, by the median: sqs-fifo-100-groups than kinesis-5-shards-fan-out",
        changes: [
          {
            assumption: "a",
            label: "halved",
            instead: "kinesis-5-shards-fan-out 50 ms, sqs-fifo-100-groups 60 ms",
          },
        ],
      },
    ]);
    const text = sensitivityText(sensitivity);
    expect(text.join("\n")).toMatch(/OPEN +quicker, by the median/);
    expect(text.join("\n")).toMatch(/open until it is measured on AWS: 1 of \d+/);
    expect(Math.max(...text.map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it("sees a design that no longer keeps order, and one that is missing", () => {
    const invalid = { ...fifo.verdict, verdict: "invalid" as const };
    const lost = [{ assumption: "b", label: "x", runs: [{ ...base[1]!, verdict: invalid }] }];
    const [order] = sensitivityOf("100-trucks", base, lost, [])!.statements;
    expect(order?.says).toMatch(/^order kept/);
    expect(order?.changes[0]?.instead).toBe("sqs-fifo-100-groups: lost");
  });

  it("is a part of result.json, and a table of its own", () => {
    const suite = suiteResult({
      interrupted: false,
      scenarios: [{ scenario: "x", runs: base }],
      skipped: [],
      sensitivity: [sensitivity],
    });
    const file = temporary("result.json");
    writeFileSync(file, [...resultText(suite)].join(""));
    expect(readResult(file).sensitivity).toEqual([sensitivity]);
    const rows = sensitivityCsv(suite)!.trim().split("\r\n");
    expect(rows).toHaveLength(1 + sensitivity.statements.length * varied.length);
    expect(rows.filter((row) => row.includes(",false,"))).toHaveLength(1);
    expect(sensitivityCsv({ ...suite, sensitivity: [] })).toMatch(/^comparison,statement,/);
  });
});
