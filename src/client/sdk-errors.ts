/** What an error of the SDK says: the one place that reads its names, codes and statuses (facts/aws.md 6). */
import { isServerError, isThrottlingError, isTransientError } from "@smithy/core/retry";

/** The service asks for less. What KMS throttles has names of its own: KMSThrottlingException, KMS.ThrottlingException. */
export function isThrottle(error: unknown): boolean {
  return (
    error instanceof Error && (isThrottlingError(error as never) || /Throttling/.test(error.name))
  );
}

/** A 4xx answer says that the request was not carried out; anything else leaves it open. */
export function isRefusal(error: unknown): boolean {
  const status = statusOf(error);
  return status !== undefined && status >= 400 && status < 500;
}

/** A 5xx: the service is there, and may be well again soon. What cannot be reached at all is better said at once. */
export function isServerTrouble(error: unknown): boolean {
  const status = statusOf(error);
  return status !== undefined && status >= 500;
}

/** An error that may go away by itself: a broken connection, a 5xx. */
export function isPassing(error: unknown): boolean {
  return isTransientError(error as never) || isServerError(error as never);
}

/** Not a matter of time: a refusal of who asks or of what is asked, or nobody to ask with. */
export function isForGood(error: Error): boolean {
  if (isThrottle(error) || isTransientError(error as never)) return false;
  return isRefusal(error) || error.name === "CredentialsProviderError";
}

/** The caller gave up on the request. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === "AbortError";
}

/** What was asked about is not there. */
export function isGone(error: unknown): boolean {
  return (
    error instanceof Error &&
    (error.name === "ResourceNotFoundException" || error.name === "QueueDoesNotExist")
  );
}

/** The iterator is older than five minutes. */
export function isExpiredIterator(error: unknown): boolean {
  return error instanceof Error && error.name === "ExpiredIteratorException";
}

/** Whether the SDK itself tried more than once: an error of "exists already" can then only mean our own earlier attempt, whose answer was lost. */
export function isOwnRetry(error: unknown): boolean {
  const attempts = (error as { $metadata?: { attempts?: number } }).$metadata?.attempts ?? 1;
  return attempts > 1;
}

/** One line for the history: the error's name, or its code where it has none. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = (error as { code?: unknown }).code;
  const isNameless = error.name === "Error" || error instanceof AggregateError;
  return isNameless && typeof code === "string" ? code : error.name;
}

function statusOf(error: unknown): number | undefined {
  return (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
}
