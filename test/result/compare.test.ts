import { describe, expect, it } from "vitest";

import { compareRows, compareRuns } from "../../src/result/compare.ts";
import type { Caveat } from "../../src/result/run-result.ts";
import { summaryRow, type SummaryRow } from "../../src/result/summary-row.ts";
import { sampleRun, sampleSetup } from "./sample-runs.ts";
import { comparedSuite } from "./sample-suites.ts";

const empty = Object.fromEntries(
  Object.keys(summaryRow(sampleRun())).map((column) => [column, undefined]),
) as unknown as SummaryRow;

function row(cells: Partial<SummaryRow>): SummaryRow {
  return { ...empty, ...cells };
}

describe("measured beside modelled", () => {
  it("numbers have a difference and a ratio, words are the same or different", () => {
    const measured = row({ put_p50_ms: 9, throttled_requests: 3, verdict: "valid", passed: true });
    const modelled = row({ put_p50_ms: 6, throttled_requests: 0, verdict: "valid", passed: false });
    const none = { caveats: [] };
    expect(compareRows(modelled, measured)).toEqual([
      { ...none, column: "put_p50_ms", before: 6, after: 9, difference: 3, ratio: 1.5 },
      { ...none, column: "throttled_requests", before: 0, after: 3, difference: 3 },
      { ...none, column: "verdict", before: "valid", after: "valid", difference: "same" },
      { ...none, column: "passed", before: false, after: true, difference: "different" },
    ]);
  });

  it("what one side has no figure for is said, and what neither has is left out", () => {
    const compared = compareRows(row({ e2e_p50_ms: 70 }), row({ client_busy: 0.2 }));
    expect(compared.map(({ column, difference }) => [column, difference])).toEqual([
      ["e2e_p50_ms", "only before"],
      ["client_busy", "only after"],
    ]);
  });

  it("what says which run it is is not compared", () => {
    const compared = compareRows(summaryRow(sampleRun()), summaryRow(sampleRun()));
    const names = compared.map(({ column }) => column);
    for (const name of ["scenario", "seed", "evidence", "design", "expected", "caveats"] as const) {
      expect(names).not.toContain(name);
    }
    expect(compared.filter(({ difference }) => difference !== 0 && difference !== "same")).toEqual(
      [],
    );
  });

  it("columns that depend on what the target does otherwise than AWS are marked with the rule", () => {
    const figures = row({ trucks: 5, put_p50_ms: 2, nonmonotonic_effect: 0, verdict: "valid" });
    const marked = (touches: Caveat["touches"]): readonly string[] =>
      compareRows(figures, figures, [{ rule: "r", statement: "s", answer: "no", touches }])
        .filter(({ caveats }) => caveats.length > 0)
        .map(({ column }) => column);
    expect(marked(["traffic"])).toEqual(["put_p50_ms"]);
    expect(marked(["order"])).toEqual(["nonmonotonic_effect", "verdict"]);
    expect(marked(["order", "traffic"])).toEqual(["put_p50_ms", "nonmonotonic_effect", "verdict"]);
  });

  it("pairs runs by scenario and seed, and leaves out what has no twin", () => {
    const { scenarios, modelled = [] } = comparedSuite();
    expect(compareRuns(scenarios, modelled)).toHaveLength(1);
    const other = sampleRun({ setup: sampleSetup({ seed: 9 }) });
    expect(compareRuns(scenarios, [{ scenario: "stream", runs: [other] }])).toEqual([]);
  });
});
