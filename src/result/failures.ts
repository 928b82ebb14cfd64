import { unmetBounds } from "./expectations.ts";
import type { Anomaly, ExpectationResult, RunResult } from "./run-result.ts";

/** Why a run has not passed, in words: what the target said, and every expectation that did not hold. Empty when it has. */
export function failuresOf(run: RunResult): readonly string[] {
  return [
    ...(run.failure === undefined ? [] : [`the target failed: ${run.failure}`]),
    ...(run.endedBy === undefined ? [] : [`ended early: ${run.endedBy}`]),
    ...run.expectations
      .filter(({ outcome }) => outcome === "failed")
      .flatMap((expectation) => failureLines(expectation, run)),
  ];
}

/** What an expectation that did not hold says, with the evidence where there is any. */
export function failureLines(
  expectation: ExpectationResult,
  { verdict }: RunResult,
): readonly string[] {
  switch (expectation.kind) {
    case "verdict":
      return [
        `verdict is ${expectation.found}, expected ${expectation.expected}: ${verdict.reasons.join("; ")}`,
        ...firstOfEachKind(verdict.evidence).map(({ detail }) => detail),
      ];
    case "anomaly":
      return [`no ${expectation.anomaly} was found; this negative control must show it`];
    case "figure":
      return unmetBounds(expectation).map(
        (bound) => `${expectation.column} is ${expectation.found ?? "empty"}, expected ${bound}`,
      );
  }
}

function firstOfEachKind(evidence: readonly Anomaly[]): readonly Anomaly[] {
  const first = new Map<Anomaly["kind"], Anomaly>();
  for (const anomaly of evidence) {
    if (!first.has(anomaly.kind)) first.set(anomaly.kind, anomaly);
  }
  return [...first.values()];
}
