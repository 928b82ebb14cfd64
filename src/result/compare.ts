/**
 * Two rows of summary.csv beside each other, column by column. Numbers have a difference (what comes after less what was before) and a
 * ratio (after by before), words are the same or different.
 */
import type { About, Cell } from "./column.ts";
import type { Caveat, RunResult } from "./run-result.ts";
import type { ScenarioResult } from "./suite-result.ts";
import { columnOf, type SummaryColumn, summaryColumns, summaryRow } from "./summary-row.ts";

/** One column of one run, or of two. */
export interface ComparedColumn {
  readonly column: SummaryColumn;
  readonly before: Cell;
  readonly after: Cell;
  /** After less before; or in words. */
  readonly difference: number | "same" | "different" | "only before" | "only after";
  /** After by before, where there is such a number. */
  readonly ratio?: number;
  /** Rules of AWS that a target breaks and this column depends on: there the model, which follows AWS, is not what failed. */
  readonly caveats: readonly string[];
}

/** One run on the target, and its twin on the model: the model is before, the target after. */
export interface ComparedRun {
  readonly measured: RunResult;
  readonly modelled: RunResult;
  readonly columns: readonly ComparedColumn[];
}

/** Cells by their column; what is not stated is absent or undefined. */
export type Row = Readonly<Partial<Record<SummaryColumn, Cell>>>;

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
      const columns = compareRows(summaryRow(twin), summaryRow(run), run.caveats);
      return [{ measured: run, modelled: twin, columns }];
    });
}

/** Every column that has a value on one side at least, but those that say which run it is. */
export function compareRows(
  before: Row,
  after: Row,
  caveats: readonly Caveat[] = [],
  columns: readonly SummaryColumn[] = summaryColumns,
): readonly ComparedColumn[] {
  return comparedColumns(
    before,
    after,
    caveats,
    columns.filter((column) => columnOf(column).about !== "identity"),
  );
}

/** What is different, also of what says which run it is. */
export function differentColumns(
  before: Row,
  after: Row,
  columns: readonly SummaryColumn[],
): readonly ComparedColumn[] {
  return comparedColumns(before, after, [], columns).filter(isDifferent);
}

function comparedColumns(
  before: Row,
  after: Row,
  caveats: readonly Caveat[],
  columns: readonly SummaryColumn[],
): readonly ComparedColumn[] {
  return columns
    .filter((column) => before[column] !== undefined || after[column] !== undefined)
    .map((column) => ({
      column,
      before: before[column],
      after: after[column],
      ...differenceOf(before[column], after[column]),
      caveats: caveats.filter((caveat) => concerns(caveat, column)).map(({ rule }) => rule),
    }));
}

export function isDifferent({ difference }: ComparedColumn): boolean {
  return difference !== 0 && difference !== "same";
}

/** What the difference of a run on a target to its twin on the model is called. */
export function againstWord({ difference }: ComparedColumn): string | number {
  if (difference === "only after") return "measured only";
  return difference === "only before" ? "modelled only" : difference;
}

function differenceOf(before: Cell, after: Cell): Pick<ComparedColumn, "difference" | "ratio"> {
  if (before === undefined) return { difference: "only after" };
  if (after === undefined) return { difference: "only before" };
  if (typeof after !== "number" || typeof before !== "number") {
    return { difference: after === before ? "same" : "different" };
  }
  const difference = rounded(after - before);
  return before === 0 ? { difference } : { difference, ratio: rounded(after / before) };
}

function rounded(value: number): number {
  return Number(value.toFixed(4));
}

function concerns({ touches }: Caveat, column: SummaryColumn): boolean {
  const kind = touchedBy[columnOf(column).about];
  return kind !== undefined && touches.includes(kind);
}
