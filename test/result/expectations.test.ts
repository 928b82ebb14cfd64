import { describe, expect, it } from "vitest";

import { judgeExpectations } from "../../src/result/expectations.ts";
import { failuresOf } from "../../src/result/failures.ts";
import { hasPassed, type RunResult } from "../../src/result/run-result.ts";
import type { ResolvedScenario } from "../../src/scenario/resolved.ts";
import { disappointingRun, disorderedRun, sampleRun, sampleSetup } from "./sample-runs.ts";

function judged(
  expect: ResolvedScenario["expect"],
  run = sampleRun(),
  judgesFigures = true,
): RunResult {
  const { scenario } = sampleSetup();
  const setup = sampleSetup({ scenario: { ...scenario, expect } });
  const changed = { ...run, setup };
  return { ...changed, expectations: judgeExpectations(changed, { judgesFigures }) };
}

const nothingElse = { anomalies: [], figures: [] };

describe("expectations", () => {
  it("hold, each with what was found", () => {
    const figures = [
      { column: "consumers_receiving", is: 2 },
      { column: "put_p50_ms", atLeast: 12, atMost: 13 },
      { column: "saturated", is: false },
    ];
    const run = judged({ verdict: "valid", anomalies: [], figures });
    expect(run.expectations.map(({ outcome }) => outcome)).toEqual([
      "held",
      "held",
      "held",
      "held",
    ]);
    expect(run.expectations[2]).toMatchObject({ found: expect.closeTo(12.5, 1) });
    expect(hasPassed(run)).toBe(true);
    expect(failuresOf(run)).toEqual([]);
  });

  it.each([
    [{ verdict: "invalid", ...nothingElse }, "verdict is valid, expected invalid: "],
    [
      { verdict: "valid", anomalies: ["lost"], figures: [] },
      "no lost was found; this negative control must show it",
    ],
    [
      { verdict: "valid", anomalies: [], figures: [{ column: "trucks", is: 7 }] },
      "trucks is 2, expected 7",
    ],
    [
      { verdict: "valid", anomalies: [], figures: [{ column: "put_p50_ms", atMost: 1 }] },
      /^put_p50_ms is 12\.\d+, expected at most 1$/,
    ],
    [
      { verdict: "valid", anomalies: [], figures: [{ column: "client_busy", atLeast: 0 }] },
      "client_busy is empty, expected at least 0",
    ],
  ] as const)("that do not hold say so: %j", (expectations, failure) => {
    const run = judged(expectations);
    expect(hasPassed(run)).toBe(false);
    expect(failuresOf(run)).toEqual([
      typeof failure === "string" ? failure : expect.stringMatching(failure),
    ]);
  });

  it("name the evidence behind a verdict, one piece of each kind", () => {
    const run = judged({ verdict: "valid", ...nothingElse }, disorderedRun());
    expect(failuresOf(run)).toEqual([
      expect.stringMatching(/^verdict is invalid, expected valid: nonmonotonic-effect: 2 found/),
      "effect of =1+2#1 came after that of =1+2#2",
      "=1+2#0 was processed twice",
    ]);
  });

  it("about figures are not judged in other circumstances, and do not fail the run", () => {
    const figures = [{ column: "trucks", is: 7 }];
    const run = judged({ verdict: "valid", anomalies: [], figures }, sampleRun(), false);
    expect(run.expectations[1]).toEqual({
      kind: "figure",
      column: "trucks",
      is: 7,
      found: 2,
      outcome: "not-judged",
    });
    expect(hasPassed(run)).toBe(true);
  });

  it("cannot hold once the target has failed", () => {
    const run = sampleRun({ failure: "it is gone" });
    expect(hasPassed(run)).toBe(false);
    expect(failuresOf(run)).toEqual(["the target failed: it is gone"]);
    expect(hasPassed(disappointingRun())).toBe(false);
  });

  it("of a history alone: that it is valid", () => {
    const { setup: _, ...history } = sampleRun();
    expect(judgeExpectations(history, { judgesFigures: true })).toEqual([
      { kind: "verdict", expected: "valid", found: "valid", outcome: "held" },
    ]);
  });
});
