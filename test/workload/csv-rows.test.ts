import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { expect, it } from "vitest";

import { csvRows } from "../../src/workload/csv-rows.ts";

/** What csv-parse makes of it, which the quick way must make of it too. */
function byLibrary(text: string) {
  const rows = parse(text.replaceAll(/\r\n?/g, "\n"), {
    bom: true,
    info: true,
    record_delimiter: "\n",
    relax_column_count: true,
    skip_empty_lines: true,
    trim: true,
  }) as unknown as readonly { record: readonly string[]; info: { lines: number } }[];
  return rows.map(({ record, info }) => ({ record, line: info.lines }));
}

it("reads what has no quote as csv-parse does, with the same lines", () => {
  const piece = fc.constantFrom(
    "a",
    "1.5",
    ",",
    "\n",
    "\r\n",
    "\r",
    " ",
    "\t",
    "\f",
    "\u00A0",
    "é",
    "-",
  );
  fc.assert(
    fc.property(fc.boolean(), fc.array(piece, { maxLength: 30 }), (isMarked, pieces) => {
      // Its first line says that commas part the cells.
      const text = `${isMarked ? "\uFEFF" : ""}a,b\n${pieces.join("")}`;
      expect([...csvRows(text, "x")]).toEqual(byLibrary(text));
    }),
    { numRuns: 3000 },
  );
});

it("leaves quotes to csv-parse, line ends inside them too", () => {
  const text = 'a,b\n"x\ny", 1\nz,2\n';
  expect([...csvRows(text, "x")]).toEqual(byLibrary(text));
  expect([...csvRows(text, "x")].map(({ line }) => line)).toEqual([1, 3, 4]);
});
