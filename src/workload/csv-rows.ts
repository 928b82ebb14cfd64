/**
 * The rows of a CSV file, one after the other. What parts its cells is seen from its first line: commas, semicolons or tabs. Without a
 * quote in it, which is how GPS comes, it is cut at these and at line ends; else csv-parse reads it, a tenth as fast and all at once.
 */
import { type CsvError, parse } from "csv-parse/sync";

import { InputError } from "../errors.ts";

export interface CsvRow {
  readonly record: readonly string[];
  /** Where it stands in the file, from 1. */
  readonly line: number;
}

/** Cells without the blanks around them; empty lines are left out. Throws InputError for what is no CSV. */
export function csvRows(csvText: string, fileName: string): Iterable<CsvRow> {
  // One kind of line end, so that lines are counted right, inside quotes too.
  const text = csvText.includes("\r") ? csvText.replaceAll(/\r\n?/g, "\n") : csvText;
  const delimiter = delimiterOf(text);
  return text.includes('"') ? quotedRows(text, delimiter, fileName) : plainRows(text, delimiter);
}

/** What may part cells, the usual one first. */
const delimiters = [",", ";", "\t"] as const;

/** The one that is in the header most often. */
function delimiterOf(text: string): string {
  const header = /[^\s].*/.exec(text)?.[0] ?? "";
  const counted = delimiters.map((one) => ({ one, count: header.split(one).length }));
  return counted.reduce((best, next) => (next.count > best.count ? next : best)).one;
}

function* plainRows(text: string, delimiter: string): Generator<CsvRow> {
  const byteOrderMark = text.startsWith("\uFEFF") ? 1 : 0;
  let line = 0;
  for (let from = byteOrderMark; from < text.length;) {
    const next = text.indexOf("\n", from);
    const to = next < 0 ? text.length : next;
    line += 1;
    const record = cellsOf(text.slice(from, to), delimiter);
    if (record.length > 1 || record[0] !== "") yield { record, line };
    from = to + 1;
  }
}

function cellsOf(line: string, delimiter: string): readonly string[] {
  const cells = line.split(delimiter);
  for (const [index, cell] of cells.entries()) {
    const [first, last] = [cell.charCodeAt(0), cell.charCodeAt(cell.length - 1)];
    if (!isInk(first) || !isInk(last)) cells[index] = cell.trim();
  }
  return cells;
}

/** A character of ASCII that is no blank, as in almost every cell. */
function isInk(code: number): boolean {
  return code > 32 && code < 127;
}

function quotedRows(text: string, delimiter: string, fileName: string): readonly CsvRow[] {
  try {
    const rows = parse(text, {
      bom: true,
      delimiter,
      info: true,
      record_delimiter: "\n",
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    }) as unknown as readonly {
      readonly record: readonly string[];
      readonly info: { readonly lines: number };
    }[];
    return rows.map(({ record, info }) => ({ record, line: info.lines }));
  } catch (error) {
    const { lines, message } = error as CsvError & { readonly lines?: number };
    throw new InputError(`${fileName}:${lines ?? 1}: not a valid CSV file: ${message}`, {
      cause: error,
    });
  }
}
