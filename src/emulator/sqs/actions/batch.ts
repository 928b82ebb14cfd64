import { ServiceError } from "../../service-error.ts";
import { sqsErrors } from "../sqs-error.ts";

interface BatchEntry {
  readonly Id: string;
}

/** One to ten entries with distinct ids of up to 80 letters, digits, hyphens and underscores (SDG/quotas-messages, Q-SDK). */
export function checkBatch(entries: readonly BatchEntry[], entryType: string): void {
  if (entries.length === 0) {
    throw sqsErrors.emptyBatchRequest(`There should be at least one ${entryType} in the request.`);
  }
  if (entries.length > 10) {
    throw sqsErrors.tooManyEntries(
      `Maximum number of entries per request are 10. You have sent ${entries.length}.`,
    );
  }
  const seen = new Set<string>();
  for (const { Id } of entries) {
    if (!/^[A-Za-z0-9_-]{1,80}$/.test(Id)) {
      throw sqsErrors.invalidBatchEntryId(
        "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.",
      );
    }
    if (seen.has(Id)) throw sqsErrors.batchEntryIdsNotDistinct(`Id ${Id} repeated.`);
    seen.add(Id);
  }
}

/**
 * Performs each entry by itself: one that is refused goes to `Failed`, the others go on; the call answers 200. A list with nothing in it
 * is not there: of `Failed` that is recorded (LocalStack, 2024), of `Successful` assumed.
 */
export function performBatch<E extends BatchEntry>(
  entries: readonly E[],
  perform: (entry: E, index: number) => object,
): object {
  const Successful: object[] = [];
  const Failed: object[] = [];
  for (const [index, entry] of entries.entries()) {
    try {
      Successful.push({ Id: entry.Id, ...perform(entry, index) });
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      Failed.push({
        Id: entry.Id,
        SenderFault: error.statusCode < 500,
        Code: error.queryCode,
        Message: error.message,
      });
    }
  }
  return { ...(Successful.length > 0 && { Successful }), ...(Failed.length > 0 && { Failed }) };
}
