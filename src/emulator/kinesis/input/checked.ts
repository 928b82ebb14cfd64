import { withoutNulls } from "../../without-nulls.ts";
import { validationError } from "../kinesis-error.ts";
import { type Shape, toInteger, violations } from "./input-shape.ts";

/** The input as its type, after every constraint of the shape held; otherwise a ValidationException that names each one that did not. */
export function checked<T>(shape: Shape, input: unknown): T {
  const found = violations(shape, input);
  if (found.length > 0) throw validationError(found);
  const given = withoutNulls(shape, input) as Readonly<Record<string, unknown>>;
  return withWholeIntegers(shape, given) as T;
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
