import { ServiceError } from "../../service-error.ts";
import { isRecord } from "../../shape.ts";
import { type Field, type Shape, toInteger, violations } from "./input-shape.ts";

/** The service names at most this many violations (mhart/kinesalite, checked against the live service). */
const maxNamed = 10;

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

export function validationError(violated: readonly string[]): ServiceError {
  const named = violated.slice(0, maxNamed);
  const count = `${named.length} validation error${named.length === 1 ? "" : "s"} detected`;
  return new ServiceError("ValidationException", `${count}: ${named.join("; ")}`);
}

export function invalidArgument(message: string): ServiceError {
  return new ServiceError("InvalidArgumentException", message);
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

// The constraints of the service's own model (BOTO kinesis service-2.json).
export const streamNameField: Field = {
  type: "string",
  min: 1,
  max: 128,
  pattern: /^[a-zA-Z0-9_.-]+$/,
};
export const streamArnField: Field = {
  type: "string",
  min: 1,
  max: 2048,
  pattern: /^arn:aws.*:kinesis:.*:\d{12}:stream\/\S+$/,
};
/** A stream or one of its consumers. Channels and queues are in the service's model since late 2026; here there are none. */
export const resourceArnField: Field = {
  type: "string",
  required: true,
  min: 1,
  max: 2048,
  pattern: /^arn:aws.*:kinesis:.*:\d{12}:.*(stream|channel|queue)\/\S+$/,
};
export const shardIdField: Field = {
  type: "string",
  min: 1,
  max: 128,
  pattern: /^[a-zA-Z0-9_.-]+$/,
};
export const sequenceNumberField: Field = {
  type: "string",
  pattern: /^(?:0|([1-9]\d{0,128}))$/,
};
export const hashKeyField: Field = { type: "string", pattern: /^(?:0|([1-9]\d{0,38}))$/ };

/** "Not Implemented. Reserved for future use." (K-SDK). */
const streamIdField: Field = {
  type: "string",
  min: 1,
  max: 24,
  pattern: /^[a-z0-9]{20}-[a-z0-9]{3}$/,
};

/**
 * The fields that name a stream: by name, by ARN, or both. The service's model requires neither; that the name is then the one
 * said to be missing is how it was recorded before there were ARNs (mhart/kinesalite), *unverified* since.
 */
export const streamFields: Shape = {
  StreamName: { ...streamNameField, requiredUnless: "StreamARN" },
  StreamARN: streamArnField,
  StreamId: streamIdField,
};

export interface StreamReference {
  readonly StreamName?: string;
  readonly StreamARN?: string;
}
