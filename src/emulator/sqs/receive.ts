import type { Shape } from "../shape.ts";
import { deadLetterQueueOf, moveToDeadLetters } from "./dead-letters.ts";
import { attributesMd5, selectAttributes } from "./message-attributes.ts";
import { Message } from "./message.ts";
import { inFlightLimit, type Queue } from "./queue.ts";
import { type Queues, receiptHandle, type SqsAction } from "./queues.ts";
import { sqsErrors } from "./sqs-error.ts";
import { checked, checkRange, queueUrlFields, type QueueReference } from "./validate.ts";

const names = { type: "list", of: { type: "string" } } as const;
const shape: Shape = {
  ...queueUrlFields,
  AttributeNames: names,
  MessageSystemAttributeNames: names,
  MessageAttributeNames: names,
  MaxNumberOfMessages: { type: "integer" },
  VisibilityTimeout: { type: "integer" },
  WaitTimeSeconds: { type: "integer" },
  ReceiveRequestAttemptId: { type: "string" },
};

interface ReceiveInput extends QueueReference {
  readonly AttributeNames?: readonly string[];
  readonly MessageSystemAttributeNames?: readonly string[];
  readonly MessageAttributeNames?: readonly string[];
  readonly MaxNumberOfMessages?: number;
  readonly VisibilityTimeout?: number;
  readonly WaitTimeSeconds?: number;
  readonly ReceiveRequestAttemptId?: string;
}

/** Up to 10 messages; waits up to 20 s for the first (SDG/quotas-messages, SDG/sqs-short-and-long-polling). */
export const receiveMessage: SqsAction = (queues, input, nowMs) => {
  const request = checked<ReceiveInput>(shape, input);
  const queue = queues.find(request, nowMs);
  checkRange("MaxNumberOfMessages", request.MaxNumberOfMessages, 1, 10);
  checkRange("VisibilityTimeout", request.VisibilityTimeout, 0, 43_200);
  checkRange("WaitTimeSeconds", request.WaitTimeSeconds, 0, 20);
  const { settings } = queue;
  // A receive counts when it arrives, whether or not it then waits or finds anything (assumed).
  const mayCall =
    !queues.environment.hasQuotas ||
    !settings.isFifo ||
    queue.throttle.admitCall("receive", settings, nowMs);
  if (!mayCall) throw sqsErrors.requestThrottled();
  const waitMs = (request.WaitTimeSeconds ?? settings.receiveWaitS) * 1000;
  const isLongPoll = waitMs > 0;
  const isFull = queues.environment.hasQuotas && queue.count("in-flight") >= inFlightLimit;
  // At the limit a standard queue says OverLimit on short polling; FIFO, and long polling, just stall (SDG/quotas-fifo, Q-SDK).
  if (isFull && !isLongPoll && !settings.isFifo) {
    throw sqsErrors.overLimit("Too many messages in flight.");
  }
  const output = receive(queues, queue, request, isLongPoll, nowMs);
  if (output !== undefined) return output;
  if (!isLongPoll) return {};
  queues.waited.add(queue);
  return queue.waiting.add(queues.nextOrder(), nowMs + waitMs, (atMs) =>
    receive(queues, queue, request, true, atMs),
  );
};

/** One look into the queue; undefined if there is nothing for this request. */
function receive(
  queues: Queues,
  queue: Queue,
  request: ReceiveInput,
  isLongPoll: boolean,
  nowMs: number,
): object | undefined {
  const timeoutS = request.VisibilityTimeout;
  const untilMs = nowMs + (timeoutS === undefined ? queue.settings.visibilityMs : timeoutS * 1000);
  const attemptId = queue.settings.isFifo ? request.ReceiveRequestAttemptId : undefined;
  if (attemptId !== undefined) {
    const repeated = queue.attempts.repeat(attemptId, nowMs, (message) =>
      queue.hideUntil(message, untilMs),
    );
    if (repeated !== undefined) return repeated;
  }
  const room = queues.environment.hasQuotas
    ? inFlightLimit - queue.count("in-flight")
    : Number.MAX_SAFE_INTEGER;
  const limit = Math.min(request.MaxNumberOfMessages ?? 1, room);
  const deadLetterQueue = deadLetterQueueOf(queues, queue);
  const maxReceiveCount =
    deadLetterQueue === undefined ? Infinity : (queue.redrive?.maxReceiveCount ?? Infinity);
  const taking = { limit, isLongPoll, untilMs, nowMs, maxReceiveCount };
  const { received: messages, spent } = queue.take(taking);
  if (deadLetterQueue !== undefined) {
    moveToDeadLetters(queues, { source: queue, target: deadLetterQueue, messages: spent, nowMs });
  }
  if (messages.length === 0) return undefined;
  const senderId = queues.environment.accountId;
  const output = {
    Messages: messages.map((message) => describeMessage(queue, message, request, senderId)),
  };
  if (attemptId !== undefined) queue.attempts.remember(attemptId, nowMs, output, messages);
  if (!queue.settings.isFifo) scheduleCopies(queues, queue, messages, nowMs);
  return output;
}

/** "At-least-once", and now and then after a delete (SDG/standard-queues, Q-SDK DeleteMessage): how often is assumed. */
function scheduleCopies(
  queues: Queues,
  queue: Queue,
  messages: readonly Message[],
  nowMs: number,
): void {
  const { standardQueue, random } = queues;
  const copy = (message: Message, afterMs: number): void => {
    const again = new Message(queues.nextOrder(), message.content, true);
    again.receiveCount = 1;
    again.receivedHere = 1;
    again.firstReceivedMs = nowMs;
    queue.add(again, { state: "copy", untilMs: nowMs + afterMs });
  };
  for (const message of messages) {
    if (message.isCopy || message.receiveCount > 1) continue;
    if (random() < standardQueue.duplicateProbability) {
      copy(message, Math.ceil(random() * standardQueue.duplicateWithinMs));
    }
    const afterMs = faultCopyAfterMs(queues, message, nowMs);
    if (afterMs !== undefined) copy(message, afterMs);
  }
}

function faultCopyAfterMs(
  { environment: { faults } }: Queues,
  { content: { groupId } }: Message,
  nowMs: number,
): number | undefined {
  if (!faults.has("duplicate-delivery")) return undefined;
  const keys = groupId === undefined ? [] : [groupId];
  const action = "ReceiveMessage";
  return faults.duplicateAfterMs({ service: "sqs", action, keys, shards: () => [], nowMs });
}

function describeMessage(
  queue: Queue,
  message: Message,
  request: ReceiveInput,
  senderId: string,
): object {
  const { content } = message;
  const system = systemAttributes(message, request, senderId);
  const attributes = selectAttributes(content.attributes, request.MessageAttributeNames ?? []);
  return {
    MessageId: content.messageId,
    ReceiptHandle: receiptHandle(queue, message),
    MD5OfBody: content.bodyMd5,
    Body: content.body,
    ...(system && { Attributes: system }),
    ...(attributes && {
      MD5OfMessageAttributes: attributesMd5(attributes),
      MessageAttributes: attributes,
    }),
  };
}

function systemAttributes(
  message: Message,
  request: ReceiveInput,
  senderId: string,
): Readonly<Record<string, string>> | undefined {
  const wanted = [
    ...(request.MessageSystemAttributeNames ?? []),
    ...(request.AttributeNames ?? []),
  ];
  if (wanted.length === 0) return undefined;
  const { content } = message;
  const all: Readonly<Record<string, string | undefined>> = {
    SenderId: senderId,
    SentTimestamp: String(content.sentMs),
    ApproximateReceiveCount: String(message.receiveCount),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedMs),
    SequenceNumber: content.sequenceNumber,
    MessageDeduplicationId: content.deduplicationId,
    MessageGroupId: content.groupId,
    AWSTraceHeader: content.traceHeader,
    DeadLetterQueueSourceArn: content.deadLetterSourceArn,
  };
  const isAll = wanted.includes("All");
  const selected: Record<string, string> = {};
  for (const name in all) {
    const value = all[name];
    if (value !== undefined && (isAll || wanted.includes(name))) selected[name] = value;
  }
  return selected;
}
