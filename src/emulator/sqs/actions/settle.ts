import type { Shape } from "../../shape.ts";
import { checked, checkRange, queueUrlFields } from "../input/checked.ts";
import type { CallFamily } from "../limits/fifo-throttle.ts";
import type { QueueReference } from "../queue/queue-reference.ts";
import type { Queue } from "../queue/queue.ts";
import { partitionOfReceipt, type Queues, readReceipt } from "../queue/queues.ts";
import { sqsErrors } from "../sqs-error.ts";
import { checkBatch, performBatch } from "./batch.ts";
import type { SqsAction } from "./sqs-action.ts";

/** A message can be kept in flight for 12 hours from its receive, in all (SDG/sqs-visibility-timeout). */
const maxVisibilityMs = 43_200_000;

const receiptFields: Shape = { ReceiptHandle: { type: "string" } };
const timeoutFields: Shape = { ...receiptFields, VisibilityTimeout: { type: "integer" } };

const deleteShape: Shape = { ...queueUrlFields, ...receiptFields };
const timeoutShape: Shape = { ...queueUrlFields, ...timeoutFields };
const deleteBatchShape = batchShape(receiptFields);
const timeoutBatchShape = batchShape(timeoutFields);

interface ReceiptReference {
  readonly ReceiptHandle?: string;
}
type DeleteEntry = ReceiptReference & { readonly Id: string };
type TimeoutReference = ReceiptReference & { readonly VisibilityTimeout?: number };
type TimeoutEntry = TimeoutReference & { readonly Id: string };
type Batch<E> = QueueReference & { readonly Entries: readonly E[] };

export const deleteMessage: SqsAction = (queues, input, nowMs) => {
  const request = checked<QueueReference & ReceiptReference>(deleteShape, input);
  const queue = queues.find(request, nowMs);
  const admitted = admit(queues, queue, "delete", [request], nowMs);
  if (admitted[0] !== true) throw sqsErrors.requestThrottled();
  return remove(queue, request);
};

export const deleteMessageBatch: SqsAction = (queues, input, nowMs) => {
  const type = "DeleteMessageBatchRequestEntry";
  const request = checked<Batch<DeleteEntry>>(deleteBatchShape, input, type);
  const queue = queues.find(request, nowMs);
  checkBatch(request.Entries, type);
  const admitted = admit(queues, queue, "delete", request.Entries, nowMs);
  return performBatch(request.Entries, (entry, index) => {
    if (admitted[index] !== true) throw sqsErrors.requestThrottled();
    return remove(queue, entry, true);
  });
};

export const changeVisibility: SqsAction = (queues, input, nowMs) => {
  const request = checked<QueueReference & TimeoutReference>(timeoutShape, input);
  const queue = queues.find(request, nowMs);
  const admitted = admit(queues, queue, "visibility", [request], nowMs);
  if (admitted[0] !== true) throw sqsErrors.requestThrottled();
  return change(queue, request, nowMs);
};

export const changeVisibilityBatch: SqsAction = (queues, input, nowMs) => {
  const type = "ChangeMessageVisibilityBatchRequestEntry";
  const request = checked<Batch<TimeoutEntry>>(timeoutBatchShape, input, type);
  const queue = queues.find(request, nowMs);
  checkBatch(request.Entries, type);
  const admitted = admit(queues, queue, "visibility", request.Entries, nowMs);
  return performBatch(request.Entries, (entry, index) => {
    if (admitted[index] !== true) throw sqsErrors.requestThrottled();
    return change(queue, entry, nowMs, `${type}.${index + 1}.`);
  });
};

/**
 * Deletes by the handle of the latest receive. On FIFO a handle whose visibility timeout has passed "fails with an error" (Q-SDK
 * DeleteMessage): which one is recorded in LocalStack's test_fifo_delete_after_visibility_timeout, and for an entry of a batch quoted
 * in smaskalik/sqsmover #54. On standard an older handle succeeds and does nothing. A message that is gone already is a success on both.
 */
function remove(queue: Queue, reference: ReceiptReference, isEntry = false): object {
  const ReceiptHandle = handleOf(reference);
  const { message, receiveCount } = readReceipt(queue, ReceiptHandle);
  if (message === undefined) return {};
  const isLatest = message.receiveCount === receiveCount;
  if (queue.settings.isFifo && !(isLatest && message.state === "in-flight")) {
    if (isEntry) throw sqsErrors.receiptHandleHasExpired();
    throw sqsErrors.invalidValue("ReceiptHandle", ReceiptHandle, "The receipt handle has expired.");
  }
  if (isLatest) queue.remove(message);
  return {};
}

/** Entries of a batch are worded a little differently (Inqnuam/local-aws-sqs, test/change-message-visibility-batch.test.ts). */
function change(queue: Queue, reference: TimeoutReference, nowMs: number, entryName = ""): object {
  const ReceiptHandle = handleOf(reference);
  const { VisibilityTimeout } = reference;
  if (VisibilityTimeout === undefined) {
    throw sqsErrors.missingParameter(`${entryName}VisibilityTimeout`);
  }
  const reason =
    entryName === ""
      ? "Must be between 0 and 43200."
      : "VisibilityTimeout must be an integer between 0 and 43200.";
  checkRange("VisibilityTimeout", VisibilityTimeout, 0, 43_200, reason);
  const { message, receiveCount } = readReceipt(queue, ReceiptHandle);
  if (message === undefined) {
    throw sqsErrors.invalidValue(
      "ReceiptHandle",
      ReceiptHandle,
      "Message does not exist or is not available for visibility timeout change.",
    );
  }
  const isLatest = message.receiveCount === receiveCount;
  if (!queue.settings.isFifo) {
    // On standard any handle of the message will do, and one whose timeout has passed succeeds: LocalStack's
    // test_terminate_visibility_timeout_after_receive and test_change_message_visibility_after_visibility_timeout_expiration,
    // recorded against AWS. That the late one changes nothing is assumed.
    if (message.state !== "in-flight") return {};
  } else if (message.state !== "in-flight" || !isLatest) {
    throw sqsErrors.messageNotInflight("The message referred to isn't in flight.");
  }
  const untilMs = nowMs + VisibilityTimeout * 1000;
  if (untilMs - message.receivedMs > maxVisibilityMs) {
    throw sqsErrors.invalidValue(
      "VisibilityTimeout",
      VisibilityTimeout,
      "Total VisibilityTimeout for the message is beyond the limit [43200 seconds].",
    );
  }
  queue.hideUntil(message, untilMs);
  message.changes += 1;
  queue.tick(nowMs);
  return {};
}

function handleOf({ ReceiptHandle = "" }: ReceiptReference): string {
  if (ReceiptHandle.trim() === "") throw sqsErrors.missingParameter("ReceiptHandle");
  return ReceiptHandle;
}

/** Which entries the call rates of a FIFO queue let through: all or none, or by partition in high-throughput mode. */
function admit(
  queues: Queues,
  queue: Queue,
  family: CallFamily,
  entries: readonly ReceiptReference[],
  nowMs: number,
): readonly boolean[] {
  const { settings, throttle } = queue;
  if (!queues.environment.hasQuotas || !settings.isFifo) return entries.map(() => true);
  if (!throttle.admitCall(family, settings, nowMs)) throw sqsErrors.requestThrottled();
  if (!settings.isHighThroughput) return entries.map(() => true);
  const partitions = entries.map(({ ReceiptHandle = "" }) => partitionOfReceipt(ReceiptHandle));
  return throttle.admitSplits(family, settings, partitions, nowMs);
}

function batchShape(fields: Shape): Shape {
  const entry: Shape = { Id: { type: "string", required: true }, ...fields };
  return {
    ...queueUrlFields,
    Entries: { type: "list", required: true, of: { type: "structure", fields: entry } },
  };
}
