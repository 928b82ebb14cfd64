import type { RunResult } from "../../result/run-result.ts";
import { runsOf, type SuiteResult } from "../../result/suite-result.ts";
import { cellOf, summaryColumns } from "../../result/summary-row.ts";
import { type Columns, csvText } from "./csv-text.ts";

const columns: Columns<RunResult> = Object.fromEntries(
  summaryColumns.map((name) => [name, (run: RunResult) => cellOf(name, run)]),
);

/** summary.csv: a row per run; behind them those of the model that they are compared with. */
export function summaryCsv(suite: SuiteResult): string {
  const modelled = (suite.modelled ?? []).flatMap(({ runs }) => runs);
  return csvText(columns, [...runsOf(suite), ...modelled]);
}
