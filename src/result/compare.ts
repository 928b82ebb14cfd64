/**
 * Runs beside their twins, column by column. Numbers have a difference (the first less the second) and a ratio (the first by the
 * second), words are the same or different. Columns that depend on something that the target does otherwise than AWS are marked with the
 * rules it breaks: there the model, which follows AWS, is not what failed.
 */
import type { About, Cell } from "./column.ts";
import type { Caveat, RunResult } from "./run-result.ts";
import type { ScenarioResult } from "./suite-result.ts";
import {
  columnOf,
  type SummaryColumn,
  summaryColumns,
  summaryRow,
  type SummaryRow,
} from "./summary-row.ts";

/** One column of one run. */
export interface ComparedColumn {
  readonly column: SummaryColumn;
  readonly measured: Cell;
  readonly modelled: Cell;
  /** Measured less modelled; or in words. */
  readonly difference: number | "same" | "different" | "measured only" | "modelled only";
  /** Measured by modelled, where there is such a number. */
  readonly ratio?: number;
  /** Rules that the target breaks and this column depends on. */
  readonly caveats: readonly string[];
}

/** One run on the target, and its twin on the model. */
export interface ComparedRun {
  readonly measured: RunResult;
  readonly modelled: RunResult;
  readonly columns: readonly ComparedColumn[];
}

/** Which kind of caveat says something of the columns that are about this. */
const touchedBy: Readonly<Partial<Record<About, "order" | "traffic">>> = {
  order: "order",
  traffic: "traffic",
  latency: "traffic",
  cost: "traffic",
};

/** Pairs the runs of a target with those of the model by scenario and seed; what has no twin is left out. */
export function compareRuns(
  measured: readonly ScenarioResult[],
  modelled: readonly ScenarioResult[],
): readonly ComparedRun[] {
  const identity = ({ name, setup }: RunResult): string => JSON.stringify([name, setup?.seed]);
  const twins = new Map(
    modelled.flatMap(({ runs }) => runs).map((run) => [identity(run), run] as const),
  );
  return measured
    .flatMap(({ runs }) => runs)
    .flatMap((run) => {
      const twin = twins.get(identity(run));
      if (twin === undefined) return [];
      const columns = compareRows(summaryRow(run), summaryRow(twin), run.caveats);
      return [{ measured: run, modelled: twin, columns }];
    });
}

/** Every column that has a value on one side at least, but those that say which run it is. */
export function compareRows(
  measured: SummaryRow,
  modelled: SummaryRow,
  caveats: readonly Caveat[],
): readonly ComparedColumn[] {
  return summaryColumns
    .filter((column) => columnOf(column).about !== "identity")
    .filter((column) => measured[column] !== undefined || modelled[column] !== undefined)
    .map((column) => ({
      column,
      measured: measured[column],
      modelled: modelled[column],
      ...differenceOf(measured[column], modelled[column]),
      caveats: caveats.filter((caveat) => concerns(caveat, column)).map(({ rule }) => rule),
    }));
}

function differenceOf(
  measured: Cell,
  modelled: Cell,
): Pick<ComparedColumn, "difference" | "ratio"> {
  if (modelled === undefined) return { difference: "measured only" };
  if (measured === undefined) return { difference: "modelled only" };
  if (typeof measured !== "number" || typeof modelled !== "number") {
    return { difference: measured === modelled ? "same" : "different" };
  }
  const difference = rounded(measured - modelled);
  return modelled === 0 ? { difference } : { difference, ratio: rounded(measured / modelled) };
}

function rounded(value: number): number {
  return Number(value.toFixed(4));
}

function concerns({ touches }: Caveat, column: SummaryColumn): boolean {
  const kind = touchedBy[columnOf(column).about];
  return kind !== undefined && touches.includes(kind);
}
