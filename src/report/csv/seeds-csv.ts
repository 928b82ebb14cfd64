import { type OverSeeds, overSeeds } from "../../result/over-seeds.ts";
import type { SuiteResult } from "../../result/suite-result.ts";
import { type Columns, csvText } from "./csv-text.ts";

const columns: Columns<{ readonly scenario: string; readonly figure: OverSeeds }> = {
  scenario: ({ scenario }) => scenario,
  column: ({ figure }) => figure.column,
  seeds: ({ figure }) => figure.count,
  median: ({ figure }) => figure.median,
  min: ({ figure }) => figure.min,
  max: ({ figure }) => figure.max,
};

/** seeds.csv: a row per scenario and figure of summary.csv, over the seeds; undefined where each scenario was run once. */
export function seedsCsv({ scenarios }: SuiteResult): string | undefined {
  const rows = scenarios.flatMap((result) =>
    overSeeds(result).map((figure) => ({ scenario: result.scenario, figure })),
  );
  return rows.length === 0 ? undefined : csvText(columns, rows);
}
