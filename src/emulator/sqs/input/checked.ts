import { ServiceError } from "../../service-error.ts";
import { type Shape, violations } from "../../shape.ts";
import { withoutNulls } from "../../without-nulls.ts";
import { sqsErrors } from "../sqs-error.ts";
import { coerced } from "./coerce.ts";

/**
 * The input as its type, after its types held and every required member was there; what is null was not given. SQS words it as
 * MissingParameter; a member of a batch entry is named by the type of the entry and its number, from 1.
 */
export function checked<T>(shape: Shape, input: unknown, entryType?: string): T {
  const given = withoutNulls(shape, input);
  try {
    return shaped<T>(shape, given, entryType);
  } catch (error) {
    if (!(error instanceof ServiceError) || error.name !== "SerializationException") throw error;
    return shaped<T>(shape, coerced(shape, given), entryType);
  }
}

function shaped<T>(shape: Shape, input: unknown, entryType: string | undefined): T {
  const [first] = violations(shape, input);
  if (first === undefined) return input as T;
  if (first.isMissing) {
    const entry = entryType === undefined ? null : /^entries\.(\d+)\./.exec(first.path);
    throw sqsErrors.missingParameter(
      entry === null ? first.name : `${entryType}.${entry[1]}.${first.name}`,
    );
  }
  throw sqsErrors.invalidValue(first.name, first.value, `${first.expected}.`);
}

/** Throws unless the number, if given, lies in the range. The usual wordings are those of ReceiveMessage. */
export function checkRange(
  name: string,
  value: number | undefined,
  min: number,
  max: number,
  reason = min === 0
    ? `Must be >= 0 and <= ${max}, if provided.`
    : `Must be between ${min} and ${max}, if provided.`,
): void {
  if (value === undefined || (value >= min && value <= max)) return;
  throw sqsErrors.invalidValue(name, value, reason);
}

export const queueUrlFields: Shape = { QueueUrl: { type: "string", required: true } };
