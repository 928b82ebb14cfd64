import { readFileSync } from "node:fs";
import { relative } from "node:path";

import { parse } from "csv-parse/sync";

import { InputError } from "../errors.ts";
import { printable } from "../printable.ts";
import { hint } from "../scenario/did-you-mean.ts";
import type { Cell } from "./column.ts";
import type { Row } from "./compare.ts";
import { columnOf, type SummaryColumn, summaryColumns } from "./summary-row.ts";

/** The rows of a summary.csv, and the columns that it has. */
export interface Summary {
  readonly columns: readonly SummaryColumn[];
  readonly rows: readonly Row[];
}

interface CsvRecord {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/** Reads a summary.csv. Throws InputError that names the file, the line and the column. */
export function readSummary(file: string): Summary {
  const shown = relative(process.cwd(), file);
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    throw new InputError(`${shown}: cannot be read: ${(cause as Error).message}`, { cause });
  }
  return summaryOf(text, shown);
}

/** The same of a text; `shown`: what errors call it. */
export function summaryOf(text: string, shown: string): Summary {
  const [head, ...records] = csvRecords(text, shown);
  const columns = headerOf(head?.record ?? [], shown);
  const known = new Set<string>();
  const rows = records.map(({ record, info }) => {
    const cells = columns.map((column, at) => {
      const cell = cellOf(column, record[at] ?? "");
      if (cell !== wrong) return [column, cell] as const;
      throw new InputError(
        `${shown}:${info.lines}: ${column}: ${JSON.stringify(printable(record[at] ?? ""))} is no ${columnOf(column).holds === "flag" ? "true or false" : "number"}`,
      );
    });
    return Object.fromEntries(cells) as Row;
  });
  // A run on a target comes before its twin on the model.
  return {
    columns,
    rows: rows.filter(({ scenario, seed }) => {
      const identity = JSON.stringify([scenario, seed]);
      return !known.has(identity) && known.add(identity);
    }),
  };
}

function csvRecords(text: string, shown: string): readonly CsvRecord[] {
  try {
    return parse(text, { info: true, bom: true }) as unknown as readonly CsvRecord[];
  } catch (cause) {
    const { lines, message } = cause as { readonly lines?: number; readonly message: string };
    throw new InputError(`${shown}:${lines ?? 1}: is no CSV: ${message}`, { cause });
  }
}

function headerOf(names: readonly string[], shown: string): readonly SummaryColumn[] {
  if (!names.includes("scenario")) {
    throw new InputError(`${shown}:1: scenario: there is no such column: it is no summary.csv`);
  }
  for (const [at, name] of names.entries()) {
    if (!isColumn(name)) {
      throw new InputError(
        `${shown}:1: ${printable(name)}: this convoy knows no such column${hint(name, summaryColumns)}`,
      );
    }
    if (names.indexOf(name) < at) throw new InputError(`${shown}:1: ${name}: is there twice`);
  }
  return names as readonly SummaryColumn[];
}

function isColumn(name: string): name is SummaryColumn {
  return (summaryColumns as readonly string[]).includes(name);
}

const wrong = Symbol("wrong");

function cellOf(column: SummaryColumn, text: string): Cell | typeof wrong {
  if (text === "") return undefined;
  switch (columnOf(column).holds) {
    case "number":
      return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : wrong;
    case "flag":
      if (text === "true") return true;
      return text === "false" ? false : wrong;
    case "text":
      // The apostrophe that keeps a spreadsheet from running it.
      return /^'[=+\-@\t\r]/.test(text) ? text.slice(1) : text;
  }
}
