import { describe, expect, it } from "vitest";

import { summaryCsv } from "../../src/report/csv/summary-csv.ts";
import { summaryOf } from "../../src/result/read-summary.ts";
import { runsOf, suiteResult } from "../../src/result/suite-result.ts";
import { summaryColumns, summaryRow } from "../../src/result/summary-row.ts";
import { sampleRun } from "./sample-runs.ts";
import { comparedSuite, sampleSuite } from "./sample-suites.ts";

describe("a summary.csv", () => {
  it("is read as the rows that it was written from", () => {
    const suite = sampleSuite();
    const { columns, rows } = summaryOf(summaryCsv(suite), "summary.csv");
    expect(columns).toEqual(summaryColumns);
    expect(rows).toEqual(runsOf(suite).map(summaryRow));
  });

  it("a name that a spreadsheet would run comes back as it was", () => {
    const runs = [sampleRun({ name: "=1+2" })];
    const suite = suiteResult({
      interrupted: false,
      scenarios: [{ scenario: "=1+2", runs }],
      skipped: [],
    });
    const { rows } = summaryOf(summaryCsv(suite), "summary.csv");
    expect(rows[0]?.scenario).toBe("=1+2");
  });

  it("of a target beside the model, the target's rows are the ones that count", () => {
    const { rows } = summaryOf(summaryCsv(comparedSuite()), "summary.csv");
    expect(rows.map(({ evidence }) => evidence)).toEqual(["measured"]);
  });

  it.each([
    ["scenario,seed\na,1\nb,x\n", 's.csv:3: seed: "x" is no number'],
    ["scenario,passed\na,yes\n", 's.csv:2: passed: "yes" is no true or false'],
    ["scenario,seed,seed\na,1,1\n", "s.csv:1: seed: is there twice"],
    [
      "scenario,e2e_p5_ms\na,1\n",
      "s.csv:1: e2e_p5_ms: this convoy knows no such column; did you mean e2e_p50_ms?",
    ],
    ["truck,events\na,1\n", "s.csv:1: scenario: there is no such column: it is no summary.csv"],
    ["", "s.csv:1: scenario: there is no such column: it is no summary.csv"],
    ["scenario,seed\na,1\nb\n", "s.csv:3: is no CSV:"],
    ['scenario,seed\n"a,1\n', "is no CSV:"],
  ])("%j is one error that names line and column", (text, message) => {
    expect(() => summaryOf(text, "s.csv")).toThrow(message);
  });
});
