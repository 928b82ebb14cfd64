import { ServiceError } from "../../service-error.ts";
import { type Shape, violations } from "../../shape.ts";
import { sqsErrors } from "../sqs-error.ts";
import { coerced } from "./coerce.ts";

/**
 * The input as its type, after its types held and every required member was there. SQS words it as MissingParameter; a member of a
 * batch entry is named by the type of the entry and its number, from 1.
 */
export function checked<T>(shape: Shape, input: unknown, entryType?: string): T {
  try {
    return shaped<T>(shape, input, entryType);
  } catch (error) {
    if (!(error instanceof ServiceError) || error.name !== "SerializationException") throw error;
    return shaped<T>(shape, coerced(shape, input), entryType);
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

/** The characters that XML can carry (Q-SDK SendMessage). */
export const allowedCharacters =
  "the set of allowed characters is #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF";

/** The first character of a text that is not among them, as `#x1`. */
export function illegalCharacter(text: string): string | undefined {
  // Two native searches of the whole text first: nearly every text is legal.
  // oxlint-disable-next-line no-control-regex
  if (text.isWellFormed() && !/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/.test(text)) {
    return undefined;
  }
  const found = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u.exec(text);
  return `#x${found?.[0].codePointAt(0)?.toString(16).toUpperCase()}`;
}

export const queueUrlFields: Shape = { QueueUrl: { type: "string", required: true } };

/** Names a queue by its URL. */
export interface QueueReference {
  readonly QueueUrl: string;
}
