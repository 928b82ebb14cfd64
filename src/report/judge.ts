import type { SummaryRow } from "../result/summary-row.ts";
import type { FigureExpectation, Scenario } from "../scenario/scenario.ts";
import type { Anomaly, Verdict } from "../verify/anomaly.ts";

/** The expectations of a scenario as one cell: `valid`, or `invalid: misrouted, overtake`. */
export function expectedText({ expect }: Scenario): string {
  const anomalies = expect.anomalies ?? [];
  return anomalies.length === 0 ? expect.verdict : `${expect.verdict}: ${anomalies.join(", ")}`;
}

/** Every expectation that did not hold, in words; empty when all did. */
export function failedExpectations(
  scenario: Scenario,
  verdict: Verdict,
  row: SummaryRow,
  judgeFigures: boolean,
): readonly string[] {
  const { expect } = scenario;
  const failures: string[] = [];
  if (verdict.verdict !== expect.verdict) {
    failures.push(
      `verdict is ${verdict.verdict}, expected ${expect.verdict}: ${verdict.reasons.join("; ")}`,
      ...worstEvidence(verdict).map(({ detail }) => detail),
    );
  }
  for (const kind of expect.anomalies ?? []) {
    if (verdict.counts[kind] === 0) {
      failures.push(`no ${kind} was found; this negative control must show it`);
    }
  }
  if (judgeFigures) {
    for (const bound of expect.figures ?? []) failures.push(...failedFigure(bound, row));
  }
  return failures;
}

function failedFigure(bound: FigureExpectation, row: SummaryRow): readonly string[] {
  const value = row[bound.column as keyof SummaryRow];
  const wanted = [
    ...(bound.is === undefined || value === bound.is ? [] : [`${bound.is}`]),
    ...(bound.atLeast === undefined || (typeof value === "number" && value >= bound.atLeast)
      ? []
      : [`at least ${bound.atLeast}`]),
    ...(bound.atMost === undefined || (typeof value === "number" && value <= bound.atMost)
      ? []
      : [`at most ${bound.atMost}`]),
  ];
  return wanted.map(
    (text) => `${bound.column} is ${value === "" ? "empty" : value}, expected ${text}`,
  );
}

/** The first piece of evidence of each kind. */
function worstEvidence(verdict: Verdict): readonly Anomaly[] {
  const first = new Map(verdict.evidence.toReversed().map((anomaly) => [anomaly.kind, anomaly]));
  return [...first.values()].toReversed();
}
