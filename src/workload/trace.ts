/**
 * Real GPS from a CSV file with a header.
 *
 * A trace is used whole or not at all: every row is checked, and the first ten faults are reported with their lines. The rows of
 * one truck must be in the order of their times, since that order is what a run checks; rows of different trucks may be mixed in
 * any way. Positions are kept to 7 decimals (1 cm), speed and heading to 2. A second fix of a truck at one time is a fault, too, unless
 * it is said which of them to keep: replayed, it would look like a duplicate that the service made.
 */
import { InputError } from "../errors.ts";
import { type CsvRow, csvRows } from "./csv-rows.ts";
import { bearingDeg, distanceM, fullCircleDeg, roundedTo } from "./geography.ts";
import { timestampMs } from "./timestamp.ts";
import {
  findColumns,
  type NamedColumns,
  type TraceColumn,
  type TraceColumns,
} from "./trace-columns.ts";

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

/** Which of several fixes that a truck has at one time. */
export type Duplicates = "refuse" | "first" | "last";

export interface TraceOptions {
  readonly columns?: NamedColumns;
  /** Default `refuse`. */
  readonly duplicates?: Duplicates;
  /** Told how many rows were read, now and then. */
  readonly onRows?: (count: number) => void;
}

const tellEveryRows = 50_000;

/** All fixes in order of event time; fixes of the same time in the order of the file. */
export function parseTrace(
  csvText: string,
  fileName: string,
  { columns: named, duplicates = "refuse", onRows }: TraceOptions = {},
): readonly TraceFix[] {
  if (csvText.includes("\0")) {
    throw new InputError(`${fileName}:1: it is no text in UTF-8: save it as CSV in UTF-8`);
  }
  const faults: string[] = [];
  let header: Header | undefined;
  let kept: KeptFixes | undefined;
  let count = 0;
  for (const row of csvRows(csvText, fileName)) {
    if (header === undefined || kept === undefined) {
      header = headerOf(row, fileName, named);
      kept = new KeptFixes(header.columns, duplicates);
      continue;
    }
    if (count % tellEveryRows === 0) onRows?.(count);
    count += 1;
    const read = readRow(row, header);
    if (isFaults(read)) {
      faults.push(...read.map((fault) => `${row.line}: ${fault}`));
      continue;
    }
    // An earlier row of the same time is looked for only where it will be told.
    const fault = kept.take(read, faults.length < mostFaults);
    if (fault !== undefined) faults.push(`${read.line}: ${fault}`);
  }
  if (header === undefined || kept === undefined) {
    throw new InputError(`${fileName}:1: the file is empty`);
  }
  if (count === 0) {
    throw new InputError(`${fileName}:${header.line}: there are no rows after the header`);
  }
  if (faults.length > 0) failWith(faults, fileName);
  return completed(kept.fixes).sort((a, b) => a.eventTimeMs - b.eventTimeMs);
}

interface Header {
  readonly columns: TraceColumns;
  readonly width: number;
  readonly line: number;
}

function headerOf({ record, line }: CsvRow, fileName: string, named?: NamedColumns): Header {
  const columns = findColumns(record, named);
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

function readRow(row: CsvRow, { columns, width }: Header): ReadFix | readonly string[] {
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

/** The fixes so far, one of each truck and time. */
class KeptFixes {
  readonly fixes: ReadFix[] = [];
  readonly #columns: TraceColumns;
  readonly #duplicates: Duplicates;
  readonly #lastOf = new Map<string, ReadFix>();
  /** Where in `fixes` each stands; not where a second one is refused, which takes no memory of a million. */
  readonly #places = new Map<string, number>();

  constructor(columns: TraceColumns, duplicates: Duplicates) {
    this.#columns = columns;
    this.#duplicates = duplicates;
  }

  /** What is wrong with it in the light of those before; in words only where they are wanted. */
  take(fix: ReadFix, isTold: boolean): string | undefined {
    const last = this.#lastOf.get(fix.truckId);
    const isLater = last === undefined || fix.eventTimeMs > last.eventTimeMs;
    if (this.#duplicates !== "refuse" && this.#isTaken(fix, isLater)) return undefined;
    if (!isLater) return isTold ? this.#faultOf(fix, last) : "";
    this.#lastOf.set(fix.truckId, fix);
    this.fixes.push(fix);
    return undefined;
  }

  /** Whether there is one of its time already: then that, or this, is the one. */
  #isTaken(fix: ReadFix, isLater: boolean): boolean {
    const id = `${fix.eventTimeMs} ${fix.truckId}`;
    const place = isLater ? undefined : this.#places.get(id);
    if (place === undefined) {
      if (isLater) this.#places.set(id, this.fixes.length);
      return false;
    }
    if (this.#duplicates === "last") this.fixes[place] = fix;
    return true;
  }

  #faultOf(fix: ReadFix, last: ReadFix): string {
    const isSame = ({ truckId, eventTimeMs }: ReadFix): boolean =>
      truckId === fix.truckId && eventTimeMs === fix.eventTimeMs;
    const same = isSame(last) ? last : this.fixes.find(isSame);
    return same === undefined ? this.#backwards(fix, last) : this.#twice(fix, same);
  }

  #twice(fix: ReadFix, same: ReadFix): string {
    const { truck, time } = this.#columns;
    const isCopy = same.lat === fix.lat && same.lon === fix.lon;
    const what = isCopy
      ? `duplicate row: ${truck.name} ${fix.truckId} has the same ${time.name} and position on line ${same.line}`
      : `${truck.name} ${fix.truckId} is in two places at the same ${time.name}: here and on line ${same.line}`;
    return `${what} (--duplicates first, or last, keeps that one)`;
  }

  #backwards(fix: ReadFix, last: ReadFix): string {
    const { truck, time } = this.#columns;
    const isoTime = (ms: number): string => new Date(ms).toISOString();
    return `${time.name} of ${truck.name} ${fix.truckId} goes backwards: ${isoTime(fix.eventTimeMs)} comes after ${isoTime(last.eventTimeMs)} on line ${last.line}`;
  }
}

/** With speed and heading where the file has none. */
function completed(fixes: readonly ReadFix[]): TraceFix[] {
  const lastOf = new Map<string, TraceFix>();
  return fixes.map((read) => {
    const last = lastOf.get(read.truckId);
    const fix = {
      ...read,
      speedKmh: read.speedKmh ?? speedFrom(last, read),
      headingDeg: fullCircleDeg(read.headingDeg ?? headingFrom(last, read)),
    };
    lastOf.set(fix.truckId, fix);
    return fix;
  });
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
