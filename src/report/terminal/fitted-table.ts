import { type Align, table, visibleLength } from "./table.ts";

/** A column that may have to go where the terminal is narrow. */
export interface FittedColumn<Row> {
  readonly head: string;
  readonly align: Align;
  readonly cell: (row: Row) => string;
  /** Left out in this order, 1 first; absent: never. */
  readonly leaves?: number;
}

export interface FittedTable<Row> {
  readonly columns: readonly FittedColumn<Row>[];
  /** What stands in a last column where there is room, else on lines of its own under the row. */
  readonly remark: { readonly head: string; readonly text: (row: Row) => string };
}

/** A table that is no wider than `width` characters, as far as leaving columns out can do; says which it has left out. */
export function fittedTable<Row>(
  { columns, remark }: FittedTable<Row>,
  rows: readonly Row[],
  width: number,
): string {
  const whole = [
    ...columns,
    { head: remark.head, align: "left" as const, cell: remark.text },
  ] satisfies readonly FittedColumn<Row>[];
  const wide = lines(whole, rows);
  if (widest(wide) <= width) return wide.join("\n");
  let kept = columns;
  let narrow = lines(kept, rows);
  while (widest(narrow) > width) {
    const [next] = kept
      .filter(({ leaves }) => leaves !== undefined)
      .sort((a, b) => a.leaves! - b.leaves!);
    if (next === undefined) break;
    kept = kept.filter((column) => column !== next);
    narrow = lines(kept, rows);
  }
  const [header = "", ...body] = narrow;
  const gone = columns.filter((column) => !kept.includes(column)).map(({ head }) => head);
  return [
    header,
    ...body.flatMap((line, index) => [line, ...wrapped(remark.text(rows[index]!), width)]),
    ...(gone.length === 0 ? [] : [`not shown at this width (--all): ${gone.join(", ")}`]),
  ].join("\n");
}

function lines<Row>(
  columns: readonly FittedColumn<Row>[],
  rows: readonly Row[],
): readonly string[] {
  return table(
    columns.map(({ head }) => head),
    rows.map((row) => columns.map(({ cell }) => cell(row))),
    columns.map(({ align }) => align),
  ).split("\n");
}

function widest(all: readonly string[]): number {
  return Math.max(...all.map(visibleLength));
}

const indent = "    ";

/** Broken at its commas, so that no line is wider than can be helped. */
function wrapped(text: string, width: number): readonly string[] {
  if (text === "") return [];
  const wrappedLines: string[] = [];
  let line = "";
  for (const part of text.split(", ")) {
    const longer = line === "" ? part : `${line}, ${part}`;
    if (line !== "" && indent.length + longer.length > width) {
      wrappedLines.push(`${indent}${line},`);
      line = part;
    } else line = longer;
  }
  return [...wrappedLines, `${indent}${line}`];
}
