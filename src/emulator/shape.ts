/**
 * Inputs as data: the fields an action takes, with their types and constraints. One walk over an input finds a value of a wrong
 * type (SerializationException, as both services say it) and collects every violated constraint.
 */
import { serializationError } from "./service-error.ts";

export type Field =
  | {
      readonly type: "string";
      readonly required?: true;
      readonly min?: number;
      readonly max?: number;
      readonly pattern?: RegExp;
      readonly oneOf?: readonly string[];
    }
  | {
      readonly type: "integer";
      readonly required?: true;
      readonly min?: number;
      readonly max?: number;
    }
  | { readonly type: "number" | "boolean" | "any"; readonly required?: true }
  /** Base64 in JSON. `max` counts decoded bytes. */
  | { readonly type: "blob"; readonly required?: true; readonly max?: number }
  | {
      readonly type: "list";
      readonly required?: true;
      readonly min?: number;
      readonly max?: number;
      readonly of: Field;
    }
  | { readonly type: "structure"; readonly required?: true; readonly fields: Shape }
  | { readonly type: "map"; readonly required?: true; readonly of: Field };

export type Shape = Readonly<Record<string, Field>>;

/** One violated constraint: where, with what value, and what was asked for. */
export interface ShapeViolation {
  readonly path: string;
  readonly name: string;
  readonly value: unknown;
  readonly isMissing: boolean;
  readonly expected: string;
}

/** Reads an input. Throws SerializationException at the first wrong type; gives back every violated constraint. */
export function violations(shape: Shape, input: unknown): readonly ShapeViolation[] {
  if (!isRecord(input)) throw serializationError("The request body is not a JSON object.");
  const found: ShapeViolation[] = [];
  checkFields(shape, input, "", found);
  return found;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Decoded length of a base64 text. */
export function base64Bytes(text: string): number {
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  return (text.length / 4) * 3 - padding;
}

function checkFields(
  shape: Shape,
  input: Readonly<Record<string, unknown>>,
  prefix: string,
  found: ShapeViolation[],
): void {
  for (const name in shape) {
    const field = shape[name];
    if (field === undefined) continue;
    const value = input[name];
    const path = prefix === "" ? lowerFirst(name) : `${prefix}.${lowerFirst(name)}`;
    if (value !== undefined && value !== null) {
      checkValue(field, value, name, path, found);
    } else if (field.required === true) {
      found.push({ path, name, value: null, isMissing: true, expected: "Member must not be null" });
    }
  }
}

function checkValue(
  field: Field,
  value: unknown,
  name: string,
  path: string,
  found: ShapeViolation[],
): void {
  const refuse = (expected: string): void => {
    found.push({ path, name, value, isMissing: false, expected });
  };
  switch (field.type) {
    case "string":
      if (typeof value !== "string") throw wrongType(path, "a string");
      return checkString(field, value, refuse);
    case "integer":
      if (typeof value !== "number" || !Number.isInteger(value))
        throw wrongType(path, "an integer");
      return checkRange(field, value, refuse);
    case "number":
    case "boolean":
      if (typeof value !== field.type) throw wrongType(path, `a ${field.type}`);
      return;
    case "blob":
      return checkBlob(field, value, path, refuse);
    case "list":
      if (!Array.isArray(value)) throw wrongType(path, "a list");
      checkLength(field, value.length, refuse);
      for (const [index, item] of value.entries()) {
        checkValue(field.of, item, name, `${path}.${index + 1}.member`, found);
      }
      return;
    case "structure":
      if (!isRecord(value)) throw wrongType(path, "a structure");
      return checkFields(field.fields, value, path, found);
    case "map":
      if (!isRecord(value)) throw wrongType(path, "a map");
      for (const key in value) checkValue(field.of, value[key], key, `${path}.${key}`, found);
      return;
    case "any":
      return;
  }
}

function checkString(
  field: Extract<Field, { type: "string" }>,
  value: string,
  refuse: (expected: string) => void,
): void {
  checkLength(field, value.length, refuse);
  if (field.pattern !== undefined && !field.pattern.test(value)) {
    const pattern = field.pattern.source.replace(/^\^/, "").replace(/\$$/, "");
    refuse(`Member must satisfy regular expression pattern: ${pattern}`);
  }
  if (field.oneOf !== undefined && !field.oneOf.includes(value)) {
    refuse(`Member must satisfy enum value set: [${field.oneOf.join(", ")}]`);
  }
}

function checkBlob(
  field: Extract<Field, { type: "blob" }>,
  value: unknown,
  path: string,
  refuse: (expected: string) => void,
): void {
  if (value instanceof Uint8Array) return checkLength(field, value.length, refuse);
  if (typeof value !== "string" || value.length % 4 !== 0) throw wrongType(path, "base64");
  checkLength(field, base64Bytes(value), refuse);
}

function checkLength(
  { min, max }: { readonly min?: number; readonly max?: number },
  length: number,
  refuse: (expected: string) => void,
): void {
  if (min !== undefined && length < min) {
    refuse(`Member must have length greater than or equal to ${min}`);
  }
  if (max !== undefined && length > max) {
    refuse(`Member must have length less than or equal to ${max}`);
  }
}

function checkRange(
  { min, max }: { readonly min?: number; readonly max?: number },
  value: number,
  refuse: (expected: string) => void,
): void {
  if (min !== undefined && value < min) {
    refuse(`Member must have value greater than or equal to ${min}`);
  }
  if (max !== undefined && value > max) {
    refuse(`Member must have value less than or equal to ${max}`);
  }
}

function wrongType(path: string, expected: string): Error {
  return serializationError(`The value at '${path}' is not ${expected}.`);
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
