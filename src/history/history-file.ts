/**
 * The file form of a history: JSON lines, one record per line, `type` first and the fields in the order of the record's type.
 *
 * Pure text: who reads and writes files passes the bytes. Reading checks every field, since a file may come from another tool; fields
 * of one's own are allowed, and nothing looks at them.
 */
import { InputError } from "../errors.ts";
import { printable } from "../printable.ts";
import { LineSplitter, type Lines } from "./line-splitter.ts";
import { fieldsOf, type FieldKind } from "./record-fields.ts";
import type { HistoryRecord } from "./record.ts";
import { isWellFormed } from "./well-formed.ts";

/** Where a line comes from, for the message of an error. */
export interface LineOrigin {
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/** Bytes that are made records of at once: few, so that they are judged while the processor has them at hand. */
const pieceBytes = 1 << 16;

/** One line, without its end. */
export function encodeRecord(record: HistoryRecord): string {
  const values = record as unknown as Readonly<Record<string, unknown>>;
  let text = `{"type":"${record.type}"`;
  for (const { name } of fieldsOf[record.type]!) {
    const value = values[name];
    if (value === undefined) continue;
    text += `,"${name}":${typeof value === "number" ? value : JSON.stringify(value)}`;
  }
  return `${text}}`;
}

/** Reads one line; an `InputError` names file, line and field of the first thing wrong with it. */
export function decodeRecord(text: string, where: LineOrigin): HistoryRecord {
  const value = parsed(text, where);
  if (isWellFormed(value)) return value;
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw wrong(where, `expected a record, that is a JSON object, got ${shown(value)}`);
  }
  const given = value as Readonly<Record<string, unknown>>;
  const { type } = given;
  const fields =
    typeof type === "string" && Object.hasOwn(fieldsOf, type) ? fieldsOf[type] : undefined;
  if (fields === undefined) {
    const known = Object.keys(fieldsOf).join(", ");
    throw wrong(where, `field "type" must be one of ${known}, got ${shown(type)}`);
  }
  const record: Record<string, unknown> = { type };
  for (const { name, kind, isOptional, whenAbsent } of fields) {
    const field = given[name];
    if (field === undefined && isOptional) {
      if (whenAbsent === undefined) continue;
      record[name] = "like" in whenAbsent ? given[whenAbsent.like] : whenAbsent.value;
      continue;
    }
    if (!accepts[kind](field)) {
      const fault = field === undefined ? "is missing" : `got ${shown(field)}`;
      throw wrong(
        where,
        `field "${name}" of a record of type "${String(type)}" must be ${kind}: ${fault}`,
      );
    }
    record[name] = field;
  }
  return record as unknown as HistoryRecord;
}

/** Reads the lines of a file; empty ones are skipped. */
export async function* decodeHistory(
  lines: AsyncIterable<string> | Iterable<string>,
  file: string,
): AsyncGenerator<HistoryRecord> {
  let line = 0;
  for await (const text of lines) {
    line += 1;
    if (text.trim() !== "") yield decodeRecord(text, { file, line });
  }
}

/** Reads the bytes of a file, some records at a time. */
export async function* decodeHistoryBytes(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  file: string,
): AsyncGenerator<readonly HistoryRecord[]> {
  const splitter = new LineSplitter(file);
  for await (const chunk of chunks) {
    for (let from = 0; from < chunk.length; from += pieceBytes) {
      const lines = splitter.push(chunk.subarray(from, from + pieceBytes));
      if (lines !== undefined) yield decodeLines(lines, file);
    }
  }
  const last = splitter.end();
  if (last !== undefined) yield decodeLines(last, file);
}

function decodeLines({ text, first }: Lines, file: string): readonly HistoryRecord[] {
  const records: HistoryRecord[] = [];
  let line = first;
  for (let from = 0; from < text.length; line += 1) {
    const at = text.indexOf("\n", from);
    const to = at < 0 ? text.length : at;
    const one = text.slice(from, to);
    if (one !== "" && one.trim() !== "") records.push(decodeRecord(one, { file, line }));
    from = to + 1;
  }
  return records;
}

const accepts: Readonly<Record<FieldKind, (value: unknown) => boolean>> = {
  text: (value) => typeof value === "string",
  "text that is not empty": (value) => typeof value === "string" && value !== "",
  "a number": (value) => typeof value === "number" && Number.isFinite(value),
  "a whole number of 0 or more": (value) => Number.isSafeInteger(value) && (value as number) >= 0,
  "a whole number of 0 or more, or -1": (value) =>
    Number.isSafeInteger(value) && (value as number) >= -1,
  "true or false": (value) => typeof value === "boolean",
  "a list of texts": (value) =>
    Array.isArray(value) && value.every((item) => typeof item === "string"),
  "a list of lanes": (value) => Array.isArray(value) && value.every(isLane),
  "a list of what is not judged": (value) => Array.isArray(value) && value.every(isNotJudged),
  "event or through": oneOf("event", "through"),
  "taken, ended, given-up, lost or expired": oneOf("taken", "ended", "given-up", "lost", "expired"),
  "trim-horizon, latest, at-timestamp or after-position": oneOf(
    "trim-horizon",
    "latest",
    "at-timestamp",
    "after-position",
  ),
};

/** A lane of a header. */
function isLane(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const { lane, hasLogOrder, parents = [] } = value as Record<string, unknown>;
  const isNamed = typeof lane === "string" && lane !== "";
  const isFlag = hasLogOrder === undefined || typeof hasLogOrder === "boolean";
  return isNamed && isFlag && accepts["a list of texts"](parents);
}

/** What a header or an end does not bear out. */
function isNotJudged(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const { anomaly, reason } = value as Record<string, unknown>;
  const isName = (text: unknown): boolean => typeof text === "string" && text !== "";
  return isName(reason) && (anomaly === undefined || isName(anomaly));
}

function oneOf(...words: readonly string[]): (value: unknown) => boolean {
  return (value) => typeof value === "string" && words.includes(value);
}

function parsed(text: string, where: LineOrigin): unknown {
  try {
    return JSON.parse(where.line === 1 && text.startsWith("\uFEFF") ? text.slice(1) : text);
  } catch (cause) {
    throw wrong(where, `not valid JSON: ${(cause as Error).message}`, cause);
  }
}

function wrong({ file, line }: LineOrigin, fault: string, cause?: unknown): InputError {
  return new InputError(`${file}:${line}: ${printable(fault)}`, { cause });
}

/** A value as JSON, cut short. */
function shown(value: unknown): string {
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
