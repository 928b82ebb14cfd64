import { stringify } from "csv-stringify/sync";

/** Undefined: the column does not apply. */
export type Cell = string | number | boolean | undefined;

/** A column of a CSV file: its name, and its cell for one item. */
export type Columns<Item> = Readonly<Record<string, (item: Item) => Cell>>;

/**
 * Items as RFC 4180 text with a header: CRLF line ends, `.` decimals, `true`/`false`, empty where a column does not apply. A text that a
 * spreadsheet would run as a formula gets an apostrophe before it, which spreadsheets take for "text"; numbers stay numbers.
 */
export function csvText<Item>(columns: Columns<Item>, items: readonly Item[]): string {
  const cells = Object.values(columns);
  return stringify(
    items.map((item) => cells.map((cell) => cell(item) ?? "")),
    {
      header: true,
      columns: Object.keys(columns),
      record_delimiter: "windows",
      // The library quotes a line end only where it is the record delimiter itself.
      quoted_match: /[\r\n]/,
      escape_formulas: true,
      cast: { boolean: String, number: plainNumber },
    },
  );
}

/** Never in scientific notation, which a spreadsheet or another parser may not take. */
function plainNumber(value: number): string {
  const text = String(value);
  return text.includes("e") ? value.toFixed(9) : text;
}

/** Rounded to this many decimals, so that no figure claims more than it knows; nothing where there is nothing to say. */
export function rounded(value: number | undefined, decimals = 3): number | undefined {
  return value === undefined || !Number.isFinite(value)
    ? undefined
    : Number(value.toFixed(decimals));
}
