import { stringify } from "csv-stringify/sync";
import fc from "fast-check";
import { expect, it } from "vitest";

import { type Cell, csvText } from "../../src/report/csv/csv-text.ts";

/** All rows by the library, as none of them is put together at once. */
function byLibrary(rows: readonly (readonly Cell[])[], names: readonly string[]): string {
  const number = (value: number): string =>
    String(value).includes("e") ? value.toFixed(9) : String(value);
  return stringify(
    rows.map((row) => row.map((cell) => cell ?? "")),
    {
      header: true,
      columns: [...names],
      record_delimiter: "windows",
      quoted_match: /[\r\n]/,
      escape_formulas: true,
      cast: { boolean: String, number },
    },
  );
}

it("is what csv-stringify makes of it, whatever is in a cell", () => {
  const text = fc.oneof(
    fc.constantFrom(
      "truck_1",
      "-1",
      "=A1",
      "+x",
      "@y",
      'a"b',
      "a,b",
      "a\nb",
      " a ",
      "\ta",
      "ä",
      "a\rb",
      "＝x",
    ),
    fc.string({ maxLength: 5 }),
  );
  const number = fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }));
  const cell = fc.oneof(text, number, fc.boolean(), fc.constant(undefined));
  for (const width of [1, 2, 4]) {
    const names = Array.from({ length: width }, (_, index) => `column_${index}`);
    const columns = Object.fromEntries(
      names.map((name, index) => [name, (row: readonly Cell[]) => row[index]]),
    );
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: width, maxLength: width })), (rows) => {
        expect(csvText(columns, rows)).toBe(byLibrary(rows, names));
      }),
      { numRuns: 500 },
    );
  }
});
