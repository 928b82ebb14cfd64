/** What a scenario expects of a run, judged. */
import type { FigureExpectation } from "../scenario/scenario.ts";
import type { ExpectationResult, FigureResult, RunResult } from "./run-result.ts";
import { cellOf, type SummaryColumn } from "./summary-row.ts";

/**
 * Judges every expectation in the order in which the scenario states them. Figures are stated for the scenario's own workload on a
 * service with the quotas of AWS and the default latency: elsewhere they are not judged.
 */
export function judgeExpectations(
  run: Omit<RunResult, "expectations">,
  { judgesFigures }: { readonly judgesFigures: boolean },
): readonly ExpectationResult[] {
  if (run.setup === undefined) return [verdictExpectation(run, "valid")];
  const { expect } = run.setup.scenario;
  const { counts } = run.verdict;
  return [
    verdictExpectation(run, expect.verdict),
    ...expect.anomalies.map((kind) => ({
      kind: "anomaly" as const,
      anomaly: kind,
      found: counts[kind],
      outcome: counts[kind] > 0 ? ("held" as const) : ("failed" as const),
    })),
    ...expect.figures.map((bound) => {
      const figure = figureOf(bound, { ...run, expectations: [] });
      const outcome = unmetBounds(figure).length === 0 ? "held" : "failed";
      return { ...figure, outcome: judgesFigures ? outcome : "not-judged" } as const;
    }),
  ];
}

function verdictExpectation(
  { verdict: { verdict: found } }: Omit<RunResult, "expectations">,
  expected: "valid" | "invalid" | "either",
): ExpectationResult {
  const isHeld = expected === "either" ? found !== "unknown" : found === expected;
  return { kind: "verdict", expected, found, outcome: isHeld ? "held" : "failed" };
}

function figureOf(bound: FigureExpectation, run: RunResult): FigureResult {
  const found = cellOf(bound.column as SummaryColumn, run);
  return { kind: "figure", ...bound, ...(found !== undefined && { found }) };
}

/** The bounds that the figure does not keep, in words: `at least 4`. */
export function unmetBounds({ is, atLeast, atMost, found }: FigureResult): readonly string[] {
  const isNumber = typeof found === "number";
  return [
    ...(is === undefined || found === is ? [] : [`${is}`]),
    ...(atLeast === undefined || (isNumber && found >= atLeast) ? [] : [`at least ${atLeast}`]),
    ...(atMost === undefined || (isNumber && found <= atMost) ? [] : [`at most ${atMost}`]),
  ];
}
