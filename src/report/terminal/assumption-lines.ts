import { type Figure, restingOf } from "../../result/rests-on.ts";
import type { RunResult } from "../../result/run-result.ts";

/** What the letters behind figures stand for; nothing where nothing was modelled. */
export function assumptionLines(runs: readonly RunResult[]): readonly string[] {
  const lines = restingOf(runs).map(
    ({ mark, name, what, confidence }) => `  ${mark}  ${name}: ${what} (${confidence} confidence)`,
  );
  if (lines.length === 0) return [];
  return [
    "assumed, by the letters behind the figures (value and source: docs/ASSUMPTIONS.md; what a conclusion owes them: --sensitivity):",
    ...lines,
  ];
}

/** The figures of the table of runs. */
export const shownFigures: readonly Figure[] = [
  "produce_events_per_s",
  "produce_mb_per_s",
  "put_p50_ms",
  "e2e_p50_ms",
  "e2e_p99_ms",
  "throttled_requests",
  "duplicate_effect",
  "nonmonotonic_send",
  "nonmonotonic_effect",
  "overtake",
];
