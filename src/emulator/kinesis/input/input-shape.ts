/**
 * Inputs as data: the fields of an action with their types and constraints, and one walk over an input that finds a value of a
 * wrong type and collects every violated constraint. The wording is the live service's, as kinesalite's tests record it
 * (mhart/kinesalite test/helpers.js `assertType`, `assertValidation`).
 */
import { serializationError } from "../../service-error.ts";
import { base64Bytes, isRecord } from "../../shape.ts";
import { maxNamed } from "../kinesis-error.ts";
import { isBase64, wrongBase64 } from "./base64.ts";

interface Lengths {
  readonly min?: number;
  readonly max?: number;
}

export type Field =
  | (Lengths & {
      readonly type: "string";
      readonly required?: true;
      /** Required unless the input has this other field. */
      readonly requiredUnless?: string;
      readonly pattern?: RegExp;
      /** The same in one pass, for a pattern that tries many ways to match a text that does not. */
      readonly matches?: (text: string) => boolean;
      readonly oneOf?: readonly string[];
    })
  | (Lengths & { readonly type: "integer"; readonly required?: true })
  /** Seconds since the epoch. */
  | { readonly type: "number"; readonly required?: true }
  | { readonly type: "boolean" | "any"; readonly required?: true }
  /** Base64 in JSON. `max` counts decoded bytes. */
  | { readonly type: "blob"; readonly required?: true; readonly max?: number }
  | (Lengths & {
      readonly type: "list";
      readonly required?: true;
      readonly of: Field;
      /** Lengths of its strings, a constraint of the list. */
      readonly each?: Required<Lengths>;
      /** Its items are not shown in an error: they hold data. */
      readonly isHidden?: true;
    })
  | { readonly type: "structure"; readonly required?: true; readonly fields: Shape }
  | (Lengths & {
      readonly type: "map";
      readonly required?: true;
      readonly of: Field;
      /** Lengths of its keys and of its values, constraints of the map. */
      readonly keys?: Required<Lengths>;
      readonly values?: Required<Lengths>;
    });

export type Shape = Readonly<Record<string, Field>>;

/** Java's largest int, to which the service cuts a larger number. */
const maxInteger = 2 ** 31 - 1;
const numberClass = "class com.amazon.coral.value.json.numbers.TruncatingBigNumber";
const booleanClass = "class java.lang.Boolean";
const stringClass = "class java.lang.String";

/** Reads an input. Throws SerializationException at the first wrong type; gives a line for every violated constraint. */
export function violations(shape: Shape, input: unknown): readonly string[] {
  if (!isRecord(input)) throw serializationError("");
  const found: string[] = [];
  checkFields(shape, input, "", found);
  return found;
}

/** As the service takes an integer: whole, and no larger than Java's. */
export function toInteger(value: number): number {
  return Math.min(Math.floor(value), maxInteger);
}

function checkFields(
  shape: Shape,
  input: Readonly<Record<string, unknown>>,
  prefix: string,
  found: string[],
): void {
  for (const name in shape) {
    const field = shape[name];
    if (field === undefined) continue;
    const value = input[name];
    if (value !== undefined && value !== null) {
      checkValue(field, value, prefix, name, found);
    } else if (isRequired(field, input)) {
      found.push(violation(null, pathOf(prefix, name), "Member must not be null"));
    }
  }
}

function isRequired(field: Field, input: Readonly<Record<string, unknown>>): boolean {
  if (field.required === true) return true;
  if (field.type !== "string" || field.requiredUnless === undefined) return false;
  const other = input[field.requiredUnless];
  return other === undefined || other === null;
}

function checkValue(
  field: Field,
  value: unknown,
  prefix: string,
  name: string,
  found: string[],
): void {
  switch (field.type) {
    case "string":
      if (typeof value !== "string") throw wrongType(value, "an String");
      return checkString(field, value, prefix, name, found);
    case "integer":
      if (typeof value !== "number" || Number.isNaN(value)) throw wrongType(value, "an Integer");
      return checkInteger(field, toInteger(value), prefix, name, found);
    case "number":
      if (!Number.isFinite(value)) throw wrongType(value, "milliseconds since epoch");
      return;
    case "boolean":
      if (typeof value !== "boolean") throw wrongType(value, "an Boolean");
      return;
    case "blob":
      return checkBlob(field, value, prefix, name, found);
    case "list":
      if (!Array.isArray(value)) throw wrongContainer(value, "list");
      return checkList(field, value, pathOf(prefix, name), found);
    case "structure":
      if (!isRecord(value)) throw wrongContainer(value, "structure");
      return checkFields(field.fields, value, pathOf(prefix, name), found);
    case "map":
      if (!isRecord(value)) throw wrongContainer(value, "map");
      return checkMap(field, value, pathOf(prefix, name), found);
    case "any":
      return;
  }
}

function checkString(
  field: Extract<Field, { type: "string" }>,
  value: string,
  prefix: string,
  name: string,
  found: string[],
): void {
  const { min, max, pattern, matches, oneOf } = field;
  const refuse = (constraint: string): void => {
    found.push(violation(value, pathOf(prefix, name), constraint));
  };
  // What is too long is not looked through in such a way.
  const isSkipped = matches !== undefined && value.length > (max ?? Infinity);
  if (pattern !== undefined && !isSkipped && !(matches?.(value) ?? pattern.test(value))) {
    refuse(`Member must satisfy regular expression pattern: ${patternText(pattern)}`);
  }
  if (min !== undefined && value.length < min) refuse(atLeast("length", min));
  if (max !== undefined && value.length > max) refuse(atMost("length", max));
  if (oneOf !== undefined && !oneOf.includes(value)) {
    refuse(`Member must satisfy enum value set: [${oneOf.join(", ")}]`);
  }
}

/** The pattern as the service's model has it: without the anchors. */
function patternText({ source }: RegExp): string {
  const bare = /^\^\(\?:(.*)\)\$$/.exec(source) ?? /^\^(.*)\$$/.exec(source);
  return (bare?.[1] ?? source).replaceAll("\\/", "/");
}

function checkInteger(
  { min, max }: Lengths,
  value: number,
  prefix: string,
  name: string,
  found: string[],
): void {
  if (min !== undefined && value < min) {
    found.push(violation(String(value), pathOf(prefix, name), atLeast("value", min)));
  }
  if (max !== undefined && value > max) {
    found.push(violation(String(value), pathOf(prefix, name), atMost("value", max)));
  }
}

function checkBlob(
  { max }: Lengths,
  value: unknown,
  prefix: string,
  name: string,
  found: string[],
): void {
  let bytes: number;
  if (value instanceof Uint8Array) {
    bytes = value.length;
  } else {
    if (typeof value !== "string") throw wrongType(value, "a Blob");
    bytes = base64Bytes(value);
    if (value.length % 4 !== 0 || !isBase64(value, bytes)) throw wrongBase64(value);
  }
  if (max !== undefined && bytes > max) found.push(hiddenTooLong(pathOf(prefix, name), max));
}

function checkList(
  field: Extract<Field, { type: "list" }>,
  items: readonly unknown[],
  path: string,
  found: string[],
): void {
  const refuse = (constraint: string): void => {
    const isHidden = field.isHidden === true && items.length > 0;
    const shown = isHidden ? undefined : `[${items.map(textOf).join(", ")}]`;
    found.push(violation(shown, path, constraint));
  };
  // First: what cannot be read is said before what is read and wrong.
  const ofItems = itemViolations(field, items, path);
  checkLength(field, items.length, refuse);
  found.push(...ofItems);
  const { each } = field;
  if (each !== undefined && !items.every((item) => isWithin(each, item))) {
    refuse(`Member must satisfy constraint: ${lengthsText(each)}`);
  }
}

/** As many as will be named; the types of all items are looked at. */
function itemViolations(
  field: Extract<Field, { type: "list" }>,
  items: readonly unknown[],
  path: string,
): readonly string[] {
  const found: string[] = [];
  const trial: string[] = [];
  for (let index = 0; index < items.length; index += 1) {
    const item: unknown = items[index];
    if (item === undefined || item === null) {
      if (field.of.type !== "structure" || found.length >= maxNamed) continue;
      found.push(violation(null, `${path}.${index + 1}.member`, "Member must not be null"));
      continue;
    }
    // Its place is only worked out if there is something to say of it: of 500 records it took longer than the check.
    checkValue(field.of, item, "", "member", trial);
    if (trial.length === 0) continue;
    trial.length = 0;
    if (found.length >= maxNamed) continue;
    checkValue(field.of, item, `${path}.${index + 1}`, "member", found);
  }
  return found;
}

function checkMap(
  field: Extract<Field, { type: "map" }>,
  map: Readonly<Record<string, unknown>>,
  path: string,
  found: string[],
): void {
  const entries = Object.entries(map);
  for (const [key, value] of entries) {
    if (value !== null) checkValue(field.of, value, path, key, found);
  }
  const refuse = (constraint: string): void => {
    const shown = entries.map(([key, value]) => `${key}=${textOf(value)}`).join(", ");
    found.push(violation(`{${shown}}`, path, constraint));
  };
  checkLength(field, entries.length, refuse);
  const { keys, values } = field;
  if (keys !== undefined && !entries.every(([key]) => isWithin(keys, key))) {
    refuse(`Map keys must satisfy constraint: ${lengthsText(keys)}`);
  }
  if (values !== undefined && !entries.every(([, value]) => isWithin(values, value))) {
    refuse(`Map value must satisfy constraint: ${lengthsText(values)}`);
  }
}

function checkLength(
  { min, max }: Lengths,
  length: number,
  refuse: (constraint: string) => void,
): void {
  if (min !== undefined && length < min) refuse(atLeast("length", min));
  if (max !== undefined && length > max) refuse(atMost("length", max));
}

function isWithin({ min, max }: Required<Lengths>, value: unknown): boolean {
  return typeof value !== "string" || (value.length >= min && value.length <= max);
}

function lengthsText({ min, max }: Required<Lengths>): string {
  return `[${atMost("length", max)}, ${atLeast("length", min)}]`;
}

function atLeast(what: string, min: number): string {
  return `Member must have ${what} greater than or equal to ${min}`;
}

function atMost(what: string, max: number): string {
  return `Member must have ${what} less than or equal to ${max}`;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** A value that is too long and not shown: data, and what holds it (boto3 users' reports; getmoto/moto test_kinesis_stream_limits.py). */
export function hiddenTooLong(path: string, max: number): string {
  return violation(undefined, path, atMost("length", max));
}

function violation(value: string | null | undefined, path: string, constraint: string): string {
  const shown = value === undefined ? "" : value === null ? "null " : `'${value}' `;
  return `Value ${shown}at '${path}' failed to satisfy constraint: ${constraint}`;
}

function pathOf(prefix: string, name: string): string {
  const member = /^[A-Z]/.test(name) ? name.charAt(0).toLowerCase() + name.slice(1) : name;
  return prefix === "" ? member : `${prefix}.${member}`;
}

function wrongType(value: unknown, wanted: string): Error {
  if (typeof value === "object") return unexpectedStart(value);
  return serializationError(`${classOf(value, wanted)} can not be converted to ${wanted}`);
}

/** The Java class of a value that is no object; a text that was to be a boolean is shown itself. */
function classOf(value: unknown, wanted: string): string {
  if (typeof value === "number") return numberClass;
  if (typeof value !== "string") return booleanClass;
  return wanted === "an Boolean" ? `'${value.toUpperCase()}'` : stringClass;
}

function wrongContainer(value: unknown, wanted: "list" | "map" | "structure"): Error {
  if (typeof value === "object") return unexpectedStart(value);
  return serializationError(
    wanted === "structure" ? "Expected null" : `Expected ${wanted} or null`,
  );
}

function unexpectedStart(value: unknown): Error {
  return serializationError(
    Array.isArray(value)
      ? "Start of list found where not expected"
      : "Start of structure or map found where not expected.",
  );
}
