import { sqsErrors } from "../sqs-error.ts";

export type Tags = Readonly<Record<string, string>>;

/** At most 50, keys of 1 to 128 characters, values of up to 256 (SDG/quotas-queues). The messages are unverified. */
export function checkTags(queueName: string, tags: Tags): void {
  if (Object.keys(tags).length > 50) {
    throw sqsErrors.invalidParameter(`Too many tags added for queue ${queueName}.`);
  }
  for (const [key, value] of Object.entries(tags)) {
    if (key.length === 0 || key.length > 128) {
      throw sqsErrors.invalidParameter("Tag keys must be between 1 and 128 characters in length.");
    }
    if (value.length > 256) {
      throw sqsErrors.invalidParameter(
        "Tag values must be between 0 and 256 characters in length.",
      );
    }
    if (!allowed.test(key)) throw sqsErrors.invalidParameter(`Tag keys ${allowedText}`);
    if (!allowed.test(value)) throw sqsErrors.invalidParameter(`Tag values ${allowedText}`);
  }
}

const allowed = /^[\p{L}\p{N}\s_.:/=+\-@]*$/u;
const allowedText =
  "may only contain unicode letters, digits, whitespace, or one of these symbols: _ . : / = + - @";
