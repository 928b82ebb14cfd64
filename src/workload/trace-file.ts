/**
 * A trace file: CSV with a header row, one GPS fix per line, columns found by name.
 *
 * Rows must keep each truck's own time order and say nothing twice: a truck whose time runs backwards, or that is in two places at
 * one time, is a fault of the file, not an order to be tested. Every fault names file, line and field.
 */
import { CsvError, parse } from "csv-parse/sync";

import { InputError } from "../errors.ts";

/** One line of a trace. */
export interface TraceFix {
  readonly truckId: string;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly timeMs: number;
  readonly lat: number;
  readonly lon: number;
  /** Undefined where the file has no such column, or an empty cell. */
  readonly speedKmh: number | undefined;
  readonly headingDeg: number | undefined;
}

/** Accepted names of each column, compared without case, blanks, dashes and underscores. */
const aliases = {
  truck: ["truck", "truckid", "vehicle", "vehicleid", "device", "deviceid", "asset", "assetid", "unit", "id"],
  ts: ["ts", "timestamp", "time", "datetime", "eventtime", "postingtime", "recordedat"],
  lat: ["lat", "latitude"],
  lon: ["lon", "lng", "long", "longitude"],
  speed: ["speed", "speedkmh"],
  heading: ["heading", "headingdeg", "bearing", "course"],
} as const;

type Field = keyof typeof aliases;
const required: readonly Field[] = ["truck", "ts", "lat", "lon"];
/** Faults shown of one file. */
const mostFaults = 10;

interface CsvRow {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/** Reads the text of a trace. Throws InputError with the first ten faults. */
export function parseTrace(text: string, file: string): readonly TraceFix[] {
  const [header, ...rows] = readRows(text, file);
  if (header === undefined) throw new InputError(`${file}:1: the file is empty: a header row is missing`);
  const columns = findColumns(header.record, file);
  if (rows.length === 0) throw new InputError(`${file}:2: there is a header but no fix`);
  const faults: string[] = [];
  const fixes: TraceFix[] = [];
  const lastOf = new Map<string, { fix: TraceFix; line: number }>();
  for (const { record, info } of rows) {
    const { lines: line } = info;
    try {
      if (record.length !== header.record.length) {
        throw new RowFault(`has ${record.length} cells, the header ${header.record.length}`);
      }
      const fix = readFix(record, columns);
      checkAgainst(lastOf.get(fix.truckId), fix);
      lastOf.set(fix.truckId, { fix, line });
      fixes.push(fix);
    } catch (error) {
      if (!(error instanceof RowFault)) throw error;
      faults.push(`${file}:${line}: ${error.message}`);
    }
  }
  if (faults.length > 0) throw new InputError(faultText(faults));
  return fixes;
}

class RowFault extends Error {}

function readRows(text: string, file: string): readonly CsvRow[] {
  try {
    return parse(text, {
      bom: true,
      info: true,
      trim: true,
      skip_empty_lines: true,
      relax_column_count: true,
    }) as unknown as readonly CsvRow[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const { lines } = error as { lines?: unknown };
    const line = typeof lines === "number" ? lines : 1;
    throw new InputError(`${file}:${line}: not valid CSV: ${error.message}`, { cause: error });
  }
}

type Columns = Readonly<Partial<Record<Field, number>>>;

function findColumns(header: readonly string[], file: string): Columns {
  const names = header.map((name) => name.toLowerCase().replaceAll(/[\s_-]/g, ""));
  const columns: Partial<Record<Field, number>> = {};
  for (const field of Object.keys(aliases) as Field[]) {
    // The aliases are in order of preference: a file may have both `truck` and `id`.
    const found = aliases[field].map((alias) => names.indexOf(alias)).find((index) => index >= 0);
    if (found !== undefined) columns[field] = found;
  }
  const missing = required.filter((field) => columns[field] === undefined);
  if (missing.length > 0) {
    const wanted = missing.map((field) => `${field} (or ${aliases[field].slice(1).join(", ")})`);
    throw new InputError(
      `${file}:1: missing column ${wanted.join("; and column ")}. The file has: ${header.join(", ")}`,
    );
  }
  return columns;
}

function readFix(record: readonly string[], columns: Columns): TraceFix {
  const cell = (field: Field): string => {
    const index = columns[field];
    return index === undefined ? "" : (record[index] ?? "");
  };
  const truckId = cell("truck");
  if (truckId === "") throw new RowFault("truck: is empty");
  if (truckId.length > 128) throw new RowFault("truck: is longer than 128 characters");
  const optional = (field: Field, least: number, most: number): number | undefined =>
    cell(field) === "" ? undefined : number(field, cell(field), least, most);
  return {
    truckId,
    timeMs: instant(cell("ts")),
    lat: number("lat", cell("lat"), -90, 90),
    lon: number("lon", cell("lon"), -180, 180),
    speedKmh: optional("speed", 0, 1000),
    headingDeg: optional("heading", -360, 360),
  };
}

function number(field: Field, text: string, least: number, most: number): number {
  const value = Number(text);
  if (text === "" || !Number.isFinite(value)) {
    throw new RowFault(`${field}: "${text}" is not a number`);
  }
  if (value < least || value > most) {
    throw new RowFault(`${field}: ${text} is not between ${least} and ${most}`);
  }
  return value;
}

/** ISO 8601 (without an offset: UTC), or seconds or milliseconds since 1970. */
function instant(text: string): number {
  if (/^\d+(\.\d+)?$/.test(text)) {
    const value = Number(text);
    return value < 1e11 ? Math.round(value * 1000) : Math.round(value);
  }
  const date = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)\s*(Z|[+-]\d\d:?\d\d)?)?$/i.exec(text);
  const [, day, time = "00:00", offset = "Z"] = date ?? [];
  const value = Date.parse(`${day}T${time}${offset.toUpperCase()}`);
  if (date === null || Number.isNaN(value)) {
    throw new RowFault(`ts: "${text}" is neither ISO 8601 nor seconds or milliseconds since 1970`);
  }
  return value;
}

function checkAgainst(last: { fix: TraceFix; line: number } | undefined, fix: TraceFix): void {
  if (last === undefined || fix.timeMs > last.fix.timeMs) return;
  if (fix.timeMs < last.fix.timeMs) {
    throw new RowFault(
      `ts: the time of truck ${fix.truckId} goes backwards: ${iso(fix.timeMs)} after ${iso(last.fix.timeMs)} on line ${last.line}`,
    );
  }
  const same = fix.lat === last.fix.lat && fix.lon === last.fix.lon;
  throw new RowFault(
    same
      ? `duplicate row: truck ${fix.truckId} at ${iso(fix.timeMs)} stands on line ${last.line} already`
      : `ts: truck ${fix.truckId} is in two places at ${iso(fix.timeMs)}, here and on line ${last.line}`,
  );
}

function iso(timeMs: number): string {
  return new Date(timeMs).toISOString();
}

function faultText(faults: readonly string[]): string {
  const rest = faults.length - mostFaults;
  return [...faults.slice(0, mostFaults), ...(rest > 0 ? [`… and ${rest} more`] : [])].join("\n");
}
