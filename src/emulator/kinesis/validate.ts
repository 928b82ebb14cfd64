import { ServiceError } from "../service-error.ts";
import { type Field, type Shape, violations } from "../shape.ts";

/** The input as its type, after every constraint of the shape held; otherwise a ValidationException that names each one that did not. */
export function checked<T>(shape: Shape, input: unknown): T {
  const found = violations(shape, input);
  if (found.length === 0) return input as T;
  const errors = found.map(({ path, value, expected, isMissing }) => {
    const shown = isMissing ? "null" : `'${describe(value)}'`;
    return `Value ${shown} at '${path}' failed to satisfy constraint: ${expected}`;
  });
  const count = `${errors.length} validation error${errors.length === 1 ? "" : "s"} detected`;
  throw new ServiceError("ValidationException", `${count}: ${errors.join("; ")}`);
}

export function invalidArgument(message: string): ServiceError {
  return new ServiceError("InvalidArgumentException", message);
}

function describe(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > 512 ? `${text.slice(0, 512)}...` : text;
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
  pattern: /^arn:aws.*:kinesis:.*:\d{12}:.*stream\/\S+$/,
};
export const shardIdField: Field = {
  type: "string",
  min: 1,
  max: 128,
  pattern: /^[a-zA-Z0-9_.-]+$/,
};
export const sequenceNumberField: Field = { type: "string", pattern: /^(0|([1-9]\d{0,128}))$/ };
export const hashKeyField: Field = { type: "string", pattern: /^(0|([1-9]\d{0,38}))$/ };

/** The fields that name a stream: by name, by ARN, or both. */
export const streamFields: Shape = { StreamName: streamNameField, StreamARN: streamArnField };

export interface StreamReference {
  readonly StreamName?: string;
  readonly StreamARN?: string;
}
