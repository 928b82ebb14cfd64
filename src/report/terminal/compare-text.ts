import { styleText } from "node:util";

import type { Change } from "../../result/compare-repeats.ts";
import {
  hasChanged,
  type ScenarioComparison,
  type SidesComparison,
} from "../../result/compare-sides.ts";
import {
  cellText,
  changedText,
  columnText,
  differenceText,
  howMuchText,
  noiseNote,
  ratioText,
  unlikeText,
} from "../change-words.ts";
import { type FittedTable, fittedTable } from "./fitted-table.ts";
import { plain } from "./plain.ts";
import { wrappedText } from "./wrapped.ts";

/** More changed scenarios than these are only named, but with `--all`. */
const mostShown = 12;
const mostNamed = 12;
/** A longer cell has lines of its own. */
const widestCell = 12;

const exactTable: FittedTable<Change> = {
  columns: [
    { head: "  column", align: "left", cell: (change) => `  ${columnText(change)}` },
    { head: "A", align: "right", cell: ({ before }) => cellText(before) },
    { head: "B", align: "right", cell: ({ after }) => cellText(after) },
    { head: "difference", align: "right", cell: differenceText, leaves: 1 },
    { head: "relative", align: "right", cell: ratioText, leaves: 2 },
  ],
  remark: { head: "", text: () => "" },
};

const noisyTable: FittedTable<Change> = {
  columns: [
    { head: "  column", align: "left", cell: (change) => `  ${columnText(change)}` },
    { head: "A", align: "right", cell: ({ before }) => cellText(before) },
    { head: "B", align: "right", cell: ({ after }) => cellText(after) },
    { head: "B by A", align: "right", cell: howMuchText, leaves: 1 },
  ],
  remark: { head: "", text: ({ word }) => word },
};

/** The word stands above it. */
const quietTable: FittedTable<Change> = { ...noisyTable, remark: { head: "", text: () => "" } };

/** What changed from A to B, the changed scenarios first. `columns`: characters in a line; absent: as many as it takes, and everything. */
export function compareText(
  comparison: SidesComparison,
  { columns: width = Infinity }: { readonly columns?: number } = {},
): string {
  const { before, after, unlike, scenarios, onlyBefore, onlyAfter, unstated } = comparison;
  const changed = scenarios.filter(hasChanged);
  const noisy = scenarios.filter((one) => !hasChanged(one) && one.columns.length > 0);
  const shown = width === Infinity ? changed : changed.slice(0, mostShown);
  const same = scenarios.filter((one) => !hasChanged(one) && one.columns.length === 0);
  const paragraph = (text: string): readonly string[] => wrappedText(plain(text), width, "  ");
  const list = (label: string, names: readonly string[]): readonly string[] =>
    names.length === 0 ? [] : paragraph(`${label}: ${enumerated(names, width)}`);
  const names = (label: string, some: readonly ScenarioComparison[]): readonly string[] =>
    list(
      label,
      some.map(({ scenario }) => scenario),
    );
  return [
    ...paragraph(`A  ${before.name}`),
    ...paragraph(`B  ${after.name}`),
    ...unlike.flatMap((one) =>
      paragraph(unlikeText(one)).map((line) => (one.matters ? styleText("red", line) : line)),
    ),
    ...list("columns that only one of them has", unstated),
    ...paragraph(changedText(comparison, changed.length)),
    ...shown.flatMap((one) => scenarioLines(one, width)),
    ...names("changed too (--all shows how)", changed.slice(shown.length)),
    ...noisy
      .slice(0, Math.max(0, mostShown - shown.length))
      .flatMap((one) => scenarioLines(one, width)),
    ...names("within noise", noisy),
    ...names("the same", same),
    ...list("only in A", onlyBefore),
    ...list("only in B", onlyAfter),
    ...(scenarios.some(({ way }) => way === "repeats") ? ["", ...paragraph(noiseNote)] : []),
  ].join("\n");
}

function enumerated(names: readonly string[], width: number): string {
  if (width === Infinity || names.length <= mostNamed) return names.join(", ");
  return `${names.slice(0, mostNamed).join(", ")} and ${names.length - mostNamed} more (--all)`;
}

function scenarioLines(one: ScenarioComparison, width: number): readonly string[] {
  const { scenario, asked, columns, same, way, runs } = one;
  const repeats = way === "exact" ? "" : ` (repeats: ${runs[0]} | ${runs[1]})`;
  const isLong = ({ before, after }: Change): boolean =>
    Math.max(cellText(before).length, cellText(after).length) > widestCell;
  const short = columns.filter((change) => change.column !== "seed" && !isLong(change));
  const table = way === "exact" ? exactTable : noisyTable;
  return [
    "",
    ...wrappedText(plain(`${scenario}${repeats}`), width, "  "),
    ...asked.flatMap((line) => wrappedText(plain(`  asked: ${line}`), width, "    ")),
    ...columns
      .filter(({ column }) => column === "seed")
      .map(({ before, seed }) => `  seed ${seed}: only in ${before === undefined ? "B" : "A"}`),
    ...tableLines(
      table,
      short.filter(({ isChange }) => isChange),
      width,
    ),
    ...columns
      .filter((change) => change.column !== "seed" && isLong(change))
      .flatMap((change) => wrappedText(plain(longText(change)), width, "    ")),
    ...["within noise", "too few repeats"].flatMap((word) => {
      const rows = short.filter((change) => change.word === word);
      return rows.length === 0 ? [] : [`  ${word}:`, ...tableLines(quietTable, rows, width)];
    }),
    ...(same === 0 ? [] : [`  the other ${same} figures are the same`]),
  ];
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
