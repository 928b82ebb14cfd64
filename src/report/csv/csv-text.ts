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
  const rows = items.map((item) => rowText(cells.map((cell) => cell(item) ?? "")));
  return toCsv([Object.keys(columns)]) + rows.join("");
}

/** Text that is the same in quotes and without, and no formula. */
const plainText = /^[A-Za-z0-9_][\w.:#/-]*$/;

/** A row of a hundred thousand has nothing in it that the library's rules are for: then it is put together at once. */
function rowText(row: readonly (string | number | boolean)[]): string {
  let text = "";
  for (const cell of row) {
    const isPlain =
      typeof cell === "number" ? cell >= 0 : cell === "" || plainText.test(String(cell));
    if (!isPlain) return toCsv([row]);
    text += `,${typeof cell === "number" ? plainNumber(cell) : String(cell)}`;
  }
  // A row of one empty cell has to be told from no row.
  return text.length <= 1 ? toCsv([row]) : `${text.slice(1)}\r\n`;
}

function toCsv(rows: readonly (readonly (string | number | boolean)[])[]): string {
  return stringify(
    rows.map((row) => [...row]),
    {
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
