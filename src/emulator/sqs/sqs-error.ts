import { ServiceError } from "../service-error.ts";

/** Codes of the query protocol and statuses of the modelled errors, from the SDK's own schemas (Q-SDK schemas_0, awsQueryError). */
export const sqsErrors = {
  batchEntryIdsNotDistinct: (message: string) => legacy("BatchEntryIdsNotDistinct", message),
  batchRequestTooLong: (message: string) => legacy("BatchRequestTooLong", message),
  emptyBatchRequest: (message: string) => legacy("EmptyBatchRequest", message),
  invalidBatchEntryId: (message: string) => legacy("InvalidBatchEntryId", message),
  tooManyEntries: (message: string) => legacy("TooManyEntriesInBatchRequest", message),
  messageNotInflight: (message: string) => legacy("MessageNotInflight", message),
  queueDeletedRecently: (message: string) => legacy("QueueDeletedRecently", message),
  purgeQueueInProgress: (message: string) => legacy("PurgeQueueInProgress", message, 403),
  queueDoesNotExist: () =>
    new ServiceError("QueueDoesNotExist", "The specified queue does not exist.", {
      queryCode: "AWS.SimpleQueueService.NonExistentQueue",
    }),
  queueNameExists: (message: string) =>
    new ServiceError("QueueNameExists", message, { queryCode: "QueueAlreadyExists" }),
  resourceNotFound: (message: string) =>
    new ServiceError("ResourceNotFoundException", message, { statusCode: 404 }),
  receiptHandleIsInvalid: (handle: string) =>
    new ServiceError(
      "ReceiptHandleIsInvalid",
      `The input receipt handle "${handle}" is not a valid receipt handle.`,
      { statusCode: 404 },
    ),
  receiptHandleHasExpired: () =>
    new ServiceError("ReceiptHandleIsInvalid", "The receipt handle has expired", {
      statusCode: 404,
    }),
  /**
   * RequestThrottled 403, type Sender, is the error the API models and live queues were seen to send (erlcloud/erlcloud pull request
   * 686; async-aws/aws #1227, a standard queue; the wording: Particular/docs.particular.net pull request 3438).
   * SDG/troubleshooting-fifo-throttling-issues names ThrottlingException instead. The SDK retries both alike.
   */
  requestThrottled: () =>
    new ServiceError("RequestThrottled", "Request is throttled.", { statusCode: 403 }),
  overLimit: (message: string) => new ServiceError("OverLimit", message, { statusCode: 403 }),
  invalidAttributeName: (message: string) => new ServiceError("InvalidAttributeName", message),
  invalidAttributeValue: (message: string) => new ServiceError("InvalidAttributeValue", message),
  invalidMessageContents: (message: string) => new ServiceError("InvalidMessageContents", message),
  missingParameter: (name: string) =>
    new ServiceError("MissingParameter", `The request must contain the parameter ${name}.`),
  invalidParameter: (message: string) => new ServiceError("InvalidParameterValue", message),
  invalidValue: (name: string, value: unknown, reason: string) =>
    new ServiceError(
      "InvalidParameterValue",
      `Value ${shown(value)} for parameter ${name} is invalid. Reason: ${reason}`,
    ),
} as const;

function legacy(name: string, message: string, statusCode = 400): ServiceError {
  return new ServiceError(name, message, {
    statusCode,
    queryCode: `AWS.SimpleQueueService.${name}`,
  });
}

/** A list or map is not: asked for its text it may say anything, or never end. */
function shown(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}
