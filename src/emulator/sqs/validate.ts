import { type Shape, violations } from "../shape.ts";
import { sqsErrors } from "./sqs-error.ts";

/** The input as its type, after its types held and every required member was there. SQS words it as MissingParameter. */
export function checked<T>(shape: Shape, input: unknown): T {
  const [first] = violations(shape, input);
  if (first === undefined) return input as T;
  if (first.isMissing) throw sqsErrors.missingParameter(first.name);
  throw sqsErrors.invalidValue(first.name, first.value, `${first.expected}.`);
}

/** Throws unless the number, if given, lies in the range. */
export function checkRange(
  name: string,
  value: number | undefined,
  min: number,
  max: number,
): void {
  if (value === undefined || (value >= min && value <= max)) return;
  throw sqsErrors.invalidValue(name, value, `Must be between ${min} and ${max}, if provided.`);
}

export const queueUrlFields: Shape = { QueueUrl: { type: "string", required: true } };

/** Names a queue by its URL. */
export interface QueueReference {
  readonly QueueUrl: string;
}
