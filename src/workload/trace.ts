/**
 * Real GPS from a CSV file with a header.
 *
 * A trace is used whole or not at all: every row is checked, and the first ten faults are reported with their lines. The rows of
 * one truck must be in the order of their times, since that order is what a run checks; rows of different trucks may be mixed in
 * any way. Positions are kept to 7 decimals (1 cm), speed and heading to 2. A repeated fix is a fault, too: replayed, it would look like a duplicate that the service made.
 */
import { InputError } from "../errors.ts";
import { type CsvRow, csvRows } from "./csv-rows.ts";
import { bearingDeg, distanceM, fullCircleDeg, roundedTo } from "./geography.ts";
import { timestampMs } from "./timestamp.ts";
import { findColumns, type TraceColumn, type TraceColumns } from "./trace-columns.ts";

/** One row of a trace. */
export interface TraceFix {
  readonly truckId: string;
  readonly eventTimeMs: number;
  readonly lat: number;
  readonly lon: number;
  /** As in the file; else from the distance to the truck's fix before (0 for its first). */
  readonly speedKmh: number;
  /** As in the file; else the direction from the truck's fix before (0 for its first). */
  readonly headingDeg: number;
  /** Where it stands in the file; the header is on line 1. */
  readonly line: number;
}

/** A row as read: speed and heading may be missing. */
type ReadFix = Omit<TraceFix, "speedKmh" | "headingDeg"> & {
  readonly speedKmh: number | undefined;
  readonly headingDeg: number | undefined;
};

const mostFaults = 10;

/** What was parsed last: a comparison, or a thread that is used again, asks for the same trace over and over. */
let latest: { readonly text: string; readonly fixes: readonly TraceFix[] } | undefined;

/** All fixes in order of event time; fixes of the same time in the order of the file. */
export function parseTrace(csvText: string, fileName: string): readonly TraceFix[] {
  if (latest?.text !== csvText) latest = { text: csvText, fixes: readFixes(csvText, fileName) };
  return latest.fixes;
}

function readFixes(csvText: string, fileName: string): readonly TraceFix[] {
  const faults: string[] = [];
  const fixes: TraceFix[] = [];
  const lastOf = new Map<string, TraceFix>();
  let header: Header | undefined;
  for (const row of csvRows(csvText, fileName)) {
    if (header === undefined) {
      header = headerOf(row, fileName);
      continue;
    }
    const { columns, width } = header;
    const read = readRow(row, columns, width);
    if (isFaults(read)) {
      faults.push(...read.map((fault) => `${row.line}: ${fault}`));
      continue;
    }
    const last = lastOf.get(read.truckId);
    if (last !== undefined && read.eventTimeMs <= last.eventTimeMs) {
      // An earlier row of the same time is looked for only where it will be told.
      const isTold = faults.length < mostFaults;
      faults.push(`${read.line}: ${isTold ? faultOfOrder(read, last, fixes, columns) : ""}`);
      continue;
    }
    const fix = completed(read, last);
    lastOf.set(fix.truckId, fix);
    fixes.push(fix);
  }
  if (header === undefined) throw new InputError(`${fileName}:1: the file is empty`);
  if (fixes.length === 0 && faults.length === 0) {
    throw new InputError(`${fileName}:${header.line}: there are no rows after the header`);
  }
  if (faults.length > 0) failWith(faults, fileName);
  return fixes.sort((a, b) => a.eventTimeMs - b.eventTimeMs);
}

interface Header {
  readonly columns: TraceColumns;
  readonly width: number;
  readonly line: number;
}

function headerOf({ record, line }: CsvRow, fileName: string): Header {
  const columns = findColumns(record);
  if (isFaults(columns)) {
    failWith(
      columns.map((fault) => `${line}: ${fault}`),
      fileName,
    );
  }
  return { columns, width: record.length, line };
}

function failWith(faults: readonly string[], fileName: string): never {
  if (faults.length === 1) throw new InputError(`${fileName}:${faults[0]}`);
  const more = faults.length > mostFaults ? `, the first ${mostFaults} of them` : "";
  const list = faults.slice(0, mostFaults).map((fault) => `\n  ${fileName}:${fault}`);
  throw new InputError(`${fileName} has ${faults.length} faults${more}:${list.join("")}`);
}

function readRow(row: CsvRow, columns: TraceColumns, width: number): ReadFix | readonly string[] {
  const { record } = row;
  if (record.length !== width) {
    return [`wrong number of cells: ${record.length}, the header has ${width}`];
  }
  const faults: string[] = [];
  const cell = (column: TraceColumn): string => record[column.index]!;
  const numberIn = (column: TraceColumn, from: number, to: number, decimals: number): number => {
    const text = cell(column);
    const value = Number(text);
    const isNumber = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text);
    if (!isNumber) faults.push(`${column.name}: ${quoted(text)} is not a number`);
    else if (value < from || value > to) {
      faults.push(`${column.name}: ${text} is not between ${from} and ${to}`);
    }
    return roundedTo(value, decimals);
  };
  const optional = (column: TraceColumn | undefined, to: number): number | undefined =>
    column === undefined || cell(column) === "" ? undefined : numberIn(column, 0, to, 2);

  const { truck, time } = columns;
  const truckId = cell(truck);
  if (truckId === "") faults.push(`${truck.name}: is empty`);
  const eventTimeMs = timestampMs(cell(time));
  if (eventTimeMs === undefined) {
    faults.push(
      `${time.name}: ${quoted(cell(time))} is no time; write ISO 8601 (2026-01-05T06:00:00Z), epoch seconds or epoch milliseconds`,
    );
  }
  const lat = numberIn(columns.lat, -90, 90, 7);
  const lon = numberIn(columns.lon, -180, 180, 7);
  const speedKmh = optional(columns.speed, 10_000);
  const headingDeg = optional(columns.heading, 360);
  if (faults.length > 0 || eventTimeMs === undefined) return faults;
  return { truckId, eventTimeMs, lat, lon, speedKmh, headingDeg, line: row.line };
}

/** What is wrong with a row whose truck has one that is as late or later. */
function faultOfOrder(
  fix: ReadFix,
  last: TraceFix,
  earlier: readonly TraceFix[],
  { truck, time }: TraceColumns,
): string {
  const isSame = ({ truckId, eventTimeMs }: TraceFix): boolean =>
    truckId === fix.truckId && eventTimeMs === fix.eventTimeMs;
  const same = isSame(last) ? last : earlier.find(isSame);
  if (same !== undefined) {
    const isCopy = same.lat === fix.lat && same.lon === fix.lon;
    return isCopy
      ? `duplicate row: ${truck.name} ${fix.truckId} has the same ${time.name} and position on line ${same.line}`
      : `${truck.name} ${fix.truckId} is in two places at the same ${time.name}: here and on line ${same.line}`;
  }
  const isoTime = (ms: number): string => new Date(ms).toISOString();
  return `${time.name} of ${truck.name} ${fix.truckId} goes backwards: ${isoTime(fix.eventTimeMs)} comes after ${isoTime(last.eventTimeMs)} on line ${last.line}`;
}

function completed(fix: ReadFix, last: TraceFix | undefined): TraceFix {
  return {
    ...fix,
    speedKmh: fix.speedKmh ?? speedFrom(last, fix),
    headingDeg: fullCircleDeg(fix.headingDeg ?? headingFrom(last, fix)),
  };
}

function speedFrom(last: TraceFix | undefined, fix: ReadFix): number {
  if (last === undefined) return 0;
  const hours = (fix.eventTimeMs - last.eventTimeMs) / 3_600_000;
  return roundedTo(distanceM(last, fix) / 1000 / hours, 1);
}

/** A truck that did not move still points where it did. */
function headingFrom(last: TraceFix | undefined, fix: ReadFix): number {
  if (last === undefined) return 0;
  const isSamePlace = last.lat === fix.lat && last.lon === fix.lon;
  return isSamePlace ? last.headingDeg : roundedTo(bearingDeg(last, fix), 1);
}

function isFaults(value: object): value is readonly string[] {
  return Array.isArray(value);
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}
