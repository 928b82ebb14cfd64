/** Figures over the seeds of a scenario: one seed is one throw of the dice. */
import type { RunResult } from "./run-result.ts";
import type { ScenarioResult } from "./suite-result.ts";
import { cellOf, columnOf, type SummaryColumn, summaryColumns } from "./summary-row.ts";

/** One figure over the seeds that have it. */
export interface OverSeeds {
  readonly column: SummaryColumn;
  readonly count: number;
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** Columns that say what was asked for are the same with every seed. */
const figures = summaryColumns.filter((name) => {
  const { about, holds } = columnOf(name);
  return holds === "number" && about !== "identity" && about !== "asked";
});

/** Every figure of a scenario that was run with several seeds; none of one that was run once. */
export function overSeeds({ runs }: ScenarioResult): readonly OverSeeds[] {
  if (runs.length < 2) return [];
  return figures.flatMap((column) => spreadOf(column, runs) ?? []);
}

function spreadOf(column: SummaryColumn, runs: readonly RunResult[]): OverSeeds | undefined {
  const values = runs
    .map((run) => cellOf(column, run))
    .filter((value) => typeof value === "number")
    .sort((a, b) => a - b);
  const [min] = values;
  if (min === undefined) return undefined;
  const upper = values[Math.floor(values.length / 2)]!;
  const lower = values[Math.ceil(values.length / 2) - 1]!;
  const median = Number(((lower + upper) / 2).toFixed(4));
  return { column, count: values.length, median, min, max: values.at(-1)! };
}
