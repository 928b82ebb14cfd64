/**
 * What was measured on a target beside what the model says of the same runs, column by column. Numbers have a difference (measured
 * less modelled) and a ratio (measured by modelled), words are the same or different. Columns that depend on something that the target
 * does otherwise than AWS are marked with the rules it breaks: there the model, which follows AWS, is not what failed.
 */
import { questions } from "../probe/questions.ts";
import { type SummaryColumn, summaryColumns, type SummaryRow } from "../result/summary-row.ts";
import type { ScenarioResult } from "../suite/suite.ts";
import { anomalyKinds } from "../verify/anomaly.ts";
import { anomalyColumn } from "./anomaly-column.ts";
import { type Cell, rounded, type Row } from "./csv.ts";
import type { RunReport } from "./run-report.ts";

/** One column of one run. */
export interface ComparedColumn {
  readonly column: SummaryColumn;
  readonly measured: Cell;
  readonly modelled: Cell;
  /** Measured less modelled; or in words. */
  readonly difference: number | "same" | "different" | "measured only" | "modelled only";
  /** Measured by modelled, where there is such a number. */
  readonly ratio: number | undefined;
  /** Rules that the target breaks and this column depends on. */
  readonly caveats: readonly string[];
}

/** One run on the target, and its twin on the model. */
export interface ComparedRun {
  readonly measured: RunReport;
  readonly modelled: RunReport;
  readonly columns: readonly ComparedColumn[];
}

/** They say which run it is, or are no figures. */
const notCompared: ReadonlySet<SummaryColumn> = new Set([
  "scenario",
  "service",
  "design",
  "target",
  "clock",
  "evidence",
  "seed",
  "expected",
  "caveats",
  "keys_per_lane",
]);

/** No matter of how faithful the target is. */
const untouched: ReadonlySet<string> = new Set([
  "trucks",
  "shards",
  "groups",
  "consumers",
  "shards_needed",
  "shards_needed_even_spread",
  "state",
  "event_loop_delay_p99_ms",
  "event_loop_delay_max_ms",
  "client_busy",
  "client_bound",
]);

/** What judges the order; everything else is traffic. */
const orderColumns: ReadonlySet<string> = new Set([
  ...anomalyKinds.map(anomalyColumn),
  "verdict",
  "passed",
  "replay",
  "events_delivered",
  "events_unique",
]);

/** Pairs the runs of a target with those of the model by scenario and seed; what has no twin is left out. */
export function compareRuns(
  measured: readonly ScenarioResult[],
  modelled: readonly ScenarioResult[],
): readonly ComparedRun[] {
  const twins = modelled.flatMap(({ reports }) => reports);
  return measured
    .flatMap(({ reports }) => reports)
    .flatMap((report) => {
      const { scenario, seed } = report.summary;
      const twin = twins.find(
        ({ summary }) => summary.scenario === scenario && summary.seed === seed,
      );
      if (twin === undefined) return [];
      const columns = compareRows(report.summary, twin.summary);
      return [{ measured: report, modelled: twin, columns }];
    });
}

/** Every numeric or verdict column that has a value on one side at least. */
export function compareRows(measured: SummaryRow, modelled: SummaryRow): readonly ComparedColumn[] {
  const broken = String(measured.caveats).split(" ");
  return summaryColumns
    .filter((column) => !notCompared.has(column))
    .filter((column) => measured[column] !== "" || modelled[column] !== "")
    .map((column) => ({
      column,
      measured: measured[column],
      modelled: modelled[column],
      ...differenceOf(measured[column], modelled[column]),
      caveats: broken.filter((rule) => concerns(rule, column)),
    }));
}

function differenceOf(
  measured: Cell,
  modelled: Cell,
): Pick<ComparedColumn, "difference" | "ratio"> {
  if (modelled === "") return { difference: "measured only", ratio: undefined };
  if (measured === "") return { difference: "modelled only", ratio: undefined };
  if (typeof measured !== "number" || typeof modelled !== "number") {
    return { difference: measured === modelled ? "same" : "different", ratio: undefined };
  }
  return {
    difference: rounded(measured - modelled, 4),
    ratio: modelled === 0 ? undefined : rounded(measured / modelled, 4),
  };
}

function concerns(rule: string, column: SummaryColumn): boolean {
  if (untouched.has(column)) return false;
  const touches = questions.find((question) => question.rule === rule)?.touches ?? [];
  return touches.includes(orderColumns.has(column) ? "order" : "traffic");
}

export const againstColumns = [
  "scenario",
  "seed",
  "column",
  "measured",
  "modelled",
  "difference",
  "ratio",
  "caveats",
];

/** The rows of against.csv. */
export function againstRows(runs: readonly ComparedRun[]): readonly Row[] {
  return runs.flatMap(({ measured: { summary }, columns }) =>
    columns.map(({ ratio, caveats, ...compared }) => ({
      scenario: summary.scenario,
      seed: summary.seed,
      ...compared,
      ratio: ratio ?? "",
      caveats: caveats.join(" "),
    })),
  );
}
