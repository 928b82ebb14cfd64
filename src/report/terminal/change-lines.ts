import type { Change } from "../../result/compare-repeats.ts";
import { cellText, columnText, differenceText, howMuchText, ratioText } from "../change-words.ts";
import { type FittedColumn, type FittedTable, fittedTable } from "./fitted-table.ts";
import { plain } from "./plain.ts";
import { wrappedText } from "./wrapped.ts";

/** What the two sides are called. */
export type Heads = readonly [before: string, after: string];

/** A longer cell has lines of its own. */
const widestCell = 12;

/** Changes of one scenario as tables: those that are certain, then those within noise; what is too long for a cell behind them. */
export function changeLines(
  changes: readonly Change[],
  heads: Heads,
  width: number,
): readonly string[] {
  const figures = changes.filter(({ column }) => column !== "seed");
  const short = figures.filter((change) => !isLong(change));
  const certain = short.filter(({ isChange }) => isChange);
  const isNoisy = changes.some(({ word }) => word !== "");
  return [
    ...changes
      .filter(({ column }) => column === "seed")
      .map(({ before, seed }) => `  seed ${seed}: only in ${heads[before === undefined ? 1 : 0]}`),
    ...tableLines(isNoisy ? noisyTable(heads) : exactTable(heads), certain, width),
    ...["within noise", "too few repeats"].flatMap((word) => {
      const rows = short.filter((change) => change.word === word);
      return rows.length === 0 ? [] : [`  ${word}:`, ...tableLines(quietTable(heads), rows, width)];
    }),
    ...figures
      .filter(isLong)
      .flatMap((change) => wrappedText(plain(longText(change)), width, "    ")),
  ];
}

function isLong({ before, after }: Change): boolean {
  return Math.max(cellText(before).length, cellText(after).length) > widestCell;
}

function sideColumns([before, after]: Heads): readonly FittedColumn<Change>[] {
  return [
    { head: "  column", align: "left", cell: (change) => `  ${columnText(change)}` },
    { head: before, align: "right", cell: (change) => plain(cellText(change.before)) },
    { head: after, align: "right", cell: (change) => plain(cellText(change.after)) },
  ];
}

function exactTable(heads: Heads): FittedTable<Change> {
  return {
    columns: [
      ...sideColumns(heads),
      { head: "difference", align: "right", cell: differenceText, leaves: 1 },
      { head: "relative", align: "right", cell: ratioText, leaves: 2 },
    ],
    remark: { head: "", text: () => "" },
  };
}

function noisyTable(heads: Heads): FittedTable<Change> {
  const head = `${heads[1]} by ${heads[0]}`;
  return {
    columns: [...sideColumns(heads), { head, align: "right", cell: howMuchText, leaves: 1 }],
    remark: { head: "", text: ({ word }) => word },
  };
}

/** The word stands above it. */
function quietTable(heads: Heads): FittedTable<Change> {
  return { ...noisyTable(heads), remark: { head: "", text: () => "" } };
}

function tableLines(
  table: FittedTable<Change>,
  rows: readonly Change[],
  width: number,
): readonly string[] {
  return rows.length === 0 ? [] : fittedTable(table, rows, width).split("\n");
}

function longText(change: Change): string {
  const { before, after, word } = change;
  return `  ${columnText(change)}: ${cellText(before)} -> ${cellText(after)}${word === "" ? "" : ` (${word})`}`;
}
