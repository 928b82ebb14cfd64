import { isRecord } from "../../shape.ts";
import { validationError } from "../kinesis-error.ts";
import { type Shape, toInteger, violations } from "./input-shape.ts";

/** The input as its type, after every constraint of the shape held; otherwise a ValidationException that names each one that did not. */
export function checked<T>(shape: Shape, input: unknown): T {
  const found = violations(shape, input);
  if (found.length > 0) throw validationError(found);
  return withWholeIntegers(shape, withoutNulls(input) as Readonly<Record<string, unknown>>) as T;
}

/** What is null was not given, at any depth; an input that has none stays as it is. */
function withoutNulls(value: unknown): unknown {
  if (!hasNull(value)) return value;
  if (Array.isArray(value)) return value.filter((item) => item !== null).map(withoutNulls);
  const members = Object.entries(value as object).filter(([, item]) => item !== null);
  return Object.fromEntries(members.map(([name, item]) => [name, withoutNulls(item)]));
}

function hasNull(value: unknown): boolean {
  if (Array.isArray(value)) return value.some((item) => item === null || hasNull(item));
  if (!isRecord(value) || value instanceof Uint8Array) return false;
  for (const name in value) {
    const item = value[name];
    if (item === null || (typeof item === "object" && hasNull(item))) return true;
  }
  return false;
}

/** Integers are only at the top level of the service's inputs; a fraction is cut off, as Java does. */
function withWholeIntegers(
  shape: Shape,
  input: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  let whole = input;
  for (const name of integersOf(shape)) {
    const value = input[name];
    if (typeof value !== "number" || toInteger(value) === value) continue;
    whole = { ...whole, [name]: toInteger(value) };
  }
  return whole;
}

const integers = new WeakMap<Shape, readonly string[]>();

/** Looked for once a shape: most have none. */
function integersOf(shape: Shape): readonly string[] {
  let names = integers.get(shape);
  if (names === undefined) {
    names = Object.keys(shape).filter((name) => shape[name]?.type === "integer");
    integers.set(shape, names);
  }
  return names;
}
