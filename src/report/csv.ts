import { stringify } from "csv-stringify/sync";

export type Cell = string | number | boolean;
export type Row = Readonly<Record<string, Cell>>;

/** Rows as RFC 4180 text with a header: CRLF line ends, `.` decimals, `true`/`false`, empty where a column does not apply. */
export function csvText(columns: readonly string[], rows: readonly Row[]): string {
  return stringify(
    rows.map((row) => columns.map((column) => row[column] ?? "")),
    {
      header: true,
      columns: [...columns],
      record_delimiter: "windows",
      // The library quotes a line end only where it is the record delimiter itself.
      quoted_match: /[\r\n]/,
      cast: { boolean: String, number: plainNumber },
    },
  );
}

/** Never in scientific notation, which a spreadsheet or another parser may not take. */
function plainNumber(value: number): string {
  const text = String(value);
  return text.includes("e") ? value.toFixed(9) : text;
}

/** Rounded to this many decimals, so that no figure claims more than it knows. */
export function rounded(value: number, decimals = 3): number {
  return Number(value.toFixed(decimals));
}

/** Rounded, or empty where there is nothing to say. */
export function roundedOrEmpty(value: number | undefined, decimals = 3): Cell {
  return value === undefined || !Number.isFinite(value) ? "" : rounded(value, decimals);
}
