import { ServiceError } from "../../service-error.ts";
import { type Field, isRecord, type Shape } from "../../shape.ts";

/**
 * The input with numbers and truths as texts where texts belong, as SQS takes them. Throws SerializationException in AWS's words for
 * what cannot be taken (both from the tests of Inqnuam/local-aws-sqs).
 */
export function coerced(shape: Shape, input: unknown): unknown {
  if (!isRecord(input)) return input;
  const fixed: Record<string, unknown> = { ...input };
  for (const [name, field] of Object.entries(shape)) {
    const value = input[name];
    if (value !== undefined) fixed[name] = coercedValue(field, value);
  }
  return fixed;
}

function coercedValue(field: Field, value: unknown): unknown {
  switch (field.type) {
    case "string":
      refuseCollection(value);
      return String(value);
    case "integer":
      refuseCollection(value);
      if (typeof value === "number") return Math.trunc(value);
      throw malformed(`${tokenOf(value)} can not be converted to an Integer`);
    case "list":
      if (isRecord(value)) throw malformed(unexpectedMap);
      return Array.isArray(value) ? value.map((item) => coercedValue(field.of, item)) : value;
    case "map":
      if (!isRecord(value)) return value;
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [key, coercedValue(field.of, item)]),
      );
    case "structure":
      if (Array.isArray(value)) throw malformed(unexpectedList);
      return coerced(field.fields, value);
    case "number":
    case "boolean":
    case "blob":
    case "any":
      return value;
  }
}

const unexpectedMap = "Start of structure or map found where not expected.";
const unexpectedList = "Start of list found where not expected";

function refuseCollection(value: unknown): void {
  if (Array.isArray(value)) throw malformed(unexpectedList);
  if (isRecord(value)) throw malformed(unexpectedMap);
}

function tokenOf(value: unknown): string {
  if (typeof value === "boolean") return value ? "TRUE_VALUE" : "FALSE_VALUE";
  return "STRING_VALUE";
}

function malformed(message: string): ServiceError {
  return new ServiceError("SerializationException", message, { queryCode: "MalformedInput" });
}
