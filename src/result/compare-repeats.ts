/** Runs whose figures are noisy: the repeats of one side against those of the other. */
import type { Cell } from "./column.ts";
import type { ComparedColumn } from "./compare.ts";
import { betterWay } from "./direction.ts";
import { type Interval, type Spread, spreadOf } from "./noise.ts";
import type { SideRun } from "./side.ts";
import { columnOf, type SummaryColumn } from "./summary-row.ts";

/** What is said of one column of one scenario. */
export interface Change {
  readonly column: SummaryColumn;
  /** Of which seed, where there are several. */
  readonly seed?: Cell;
  readonly before: Cell;
  readonly after: Cell;
  /** After less before; of noisy figures in place of a ratio. */
  readonly difference?: number | Interval;
  readonly ratio?: Interval;
  /** `faster`, `slower`, `within noise` …; of exact figures none. */
  readonly word: string;
  readonly isChange: boolean;
}

/** A difference that is exact; `seed`: of which, where there are several. */
export function changeOf(compared: ComparedColumn, seed: Change["seed"]): Change {
  const { column, before, after, difference, ratio } = compared;
  return {
    column,
    seed,
    before,
    after,
    word: "",
    isChange: true,
    ...(typeof difference === "number" && { difference }),
    ...(ratio !== undefined && { ratio: { value: ratio } }),
  };
}

type Pair = readonly [name: string, before: readonly SideRun[], after: readonly SideRun[]];

/** How many noisy figures are looked at together: each that is not the same in every run. */
export function figuresTogether(pairs: readonly Pair[], columns: readonly SummaryColumn[]): number {
  let count = 0;
  for (const [, before, after] of pairs) {
    for (const column of columns.filter(isFigure)) {
      const values = new Set([...before, ...after].map(({ row }) => row[column]));
      if (values.size > 1) count += 1;
    }
  }
  return count;
}

export function changesOverRepeats(
  before: readonly SideRun[],
  after: readonly SideRun[],
  columns: readonly SummaryColumn[],
  together: number,
): { readonly changes: readonly Change[]; readonly same: number } {
  const told: Change[] = [];
  let same = 0;
  for (const column of columns) {
    if (columnOf(column).about === "identity") continue;
    const [ones, others] = [cellsOf(before, column), cellsOf(after, column)];
    const all = new Set([...ones, ...others]);
    if (all.size === 1) same += all.has(undefined) ? 0 : 1;
    else told.push(noisyChange(column, ones, others, together));
  }
  const changes = [
    ...told.filter(({ isChange }) => isChange),
    ...told.filter(({ isChange }) => !isChange),
  ];
  return { changes, same };
}

function cellsOf(runs: readonly SideRun[], column: SummaryColumn): readonly Cell[] {
  return runs.map(({ row }) => row[column]);
}

function isFigure(column: SummaryColumn): boolean {
  const { about, holds } = columnOf(column);
  return holds === "number" && about !== "identity" && about !== "asked";
}

function noisyChange(
  column: SummaryColumn,
  before: readonly Cell[],
  after: readonly Cell[],
  together: number,
): Change {
  // What was asked for is no measurement.
  if (columnOf(column).about === "asked") return wordsChange(column, before, after);
  const [ones, others] = [before.filter(isNumber), after.filter(isNumber)];
  const isAll = ones.length === before.length && others.length === after.length;
  if (isNewlyBroken(column, ones, others)) return wordsChange(column, before, after);
  // A figure that a saturated run does not have, or a word.
  if (!isAll) return wordsChange(column, before.map(withoutNumbers), after.map(withoutNumbers));
  const spread = spreadOf(ones, others, together);
  return {
    column,
    before: shown(spread.before),
    after: shown(spread.after),
    ...(spread.ratio && { ratio: spread.ratio }),
    ...(spread.difference && { difference: spread.difference }),
    word: wordOf(column, spread.verdict),
    isChange: spread.verdict === "higher" || spread.verdict === "lower",
  };
}

/** An anomaly that one side never has is no matter of noise. */
function isNewlyBroken(
  column: SummaryColumn,
  before: readonly number[],
  after: readonly number[],
): boolean {
  if (columnOf(column).about !== "order" || column.startsWith("events_")) return false;
  return before.some((count) => count > 0) !== after.some((count) => count > 0);
}

/** How often each word came: `valid 4, invalid 1`. A word that came on one side only is a change. */
function wordsChange(
  column: SummaryColumn,
  before: readonly Cell[],
  after: readonly Cell[],
): Change {
  const isChange =
    before.some((cell) => !after.includes(cell)) || after.some((cell) => !before.includes(cell));
  const word = isChange ? "different" : "within noise";
  return { column, before: tally(before), after: tally(after), word, isChange };
}

function tally(cells: readonly Cell[]): string {
  if (new Set(cells).size === 1) return String(cells[0] ?? "none");
  const counts = new Map<string, number>();
  for (const cell of cells) {
    const text = cell === undefined ? "none" : String(cell);
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return [...counts].map(([text, count]) => `${text} (${count})`).join(", ");
}

function wordOf(column: SummaryColumn, verdict: Spread["verdict"]): string {
  if (verdict !== "higher" && verdict !== "lower") return verdict;
  const way = betterWay(column);
  const isOfSpeed = columnOf(column).about === "latency" || column.endsWith("_per_s");
  if (way === undefined || !isOfSpeed) return verdict;
  return (verdict === "higher") === (way === "more") ? "faster" : "slower";
}

function withoutNumbers(cell: Cell): Cell {
  return isNumber(cell) ? "a figure" : cell;
}

function isNumber(cell: Cell): cell is number {
  return typeof cell === "number";
}

function shown(value: number): number {
  return Number(value.toFixed(3));
}
