/** What github-action-benchmark takes: a list for its tool customSmallerIsBetter, and one for customBiggerIsBetter. */
import type { RunResult } from "../../result/run-result.ts";
import type { ScenarioResult, SuiteResult } from "../../result/suite-result.ts";
import { cellOf, type SummaryColumn } from "../../result/summary-row.ts";
import { rounded } from "../csv/csv-text.ts";

type Figures = readonly (readonly [column: SummaryColumn, unit: string])[];

const smaller: Figures = [
  ["e2e_p50_ms", "ms"],
  ["e2e_p99_ms", "ms"],
  ["put_p99_ms", "ms"],
  ["throttled_requests", "requests"],
  ["cost_usd_per_million_events", "USD/million events"],
];

const bigger: Figures = [
  ["produce_events_per_s", "events/s"],
  ["consume_events_per_s", "events/s"],
  ["consumers_active_max", "consumers"],
  ["limit_hz_per_truck", "events/s per truck"],
];

/** By the name of its file. A figure that no run has, as the latency of a saturated one, is left out. */
export function benchmarkFiles(suite: SuiteResult): ReadonlyMap<string, string> {
  return new Map([
    ["benchmark-smaller-is-better.json", benchmarkJson(suite, smaller)],
    ["benchmark-bigger-is-better.json", benchmarkJson(suite, bigger)],
  ]);
}

function benchmarkJson({ scenarios }: SuiteResult, figures: Figures): string {
  const entries = scenarios.flatMap((scenario) =>
    figures.flatMap(([column, unit]) => entryOf(scenario, column, unit) ?? []),
  );
  return `${JSON.stringify(entries, undefined, 2)}\n`;
}

/** The median over the seeds, and how far the farthest is from it. */
function entryOf({ scenario, runs }: ScenarioResult, column: SummaryColumn, unit: string) {
  const values = runs
    .map((run) => cellOf(column, run))
    .filter((cell) => typeof cell === "number")
    .sort((a, b) => a - b);
  const [first] = runs;
  if (first === undefined || values.length === 0) return undefined;
  const middle = values.length >> 1;
  const median =
    values.length % 2 === 1 ? values[middle]! : (values[middle - 1]! + values[middle]!) / 2;
  const farthest = Math.max(median - values[0]!, values.at(-1)! - median);
  return {
    name: `${scenario} ${column}`,
    unit,
    value: rounded(median, 4),
    ...(values.length > 1 && { range: `± ${rounded(farthest, 4)}` }),
    extra: extraText(first, runs.length),
  };
}

function extraText({ evidence, setup, verdict }: RunResult, seeds: number): string {
  return [
    evidence,
    setup?.target.label ?? "unknown target",
    `${seeds} ${seeds === 1 ? "seed" : "seeds"}`,
    `order: ${verdict.verdict}`,
  ].join(", ");
}
