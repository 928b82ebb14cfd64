import type { FaultSubject } from "../faults.ts";
import { md5Hex, sha256Hex } from "../md5.ts";
import { ServiceError } from "../service-error.ts";
import type { Shape } from "../shape.ts";
import { checkBatch, performBatch } from "./batch.ts";
import {
  attributesBytes,
  attributesMd5,
  checkAttributes,
  type MessageAttributes,
  messageAttributesField,
} from "./message-attributes.ts";
import { Message, type MessageContent } from "./message.ts";
import type { Queue } from "./queue.ts";
import type { Queues, SqsAction } from "./queues.ts";
import { sequenceNumberOf } from "./sequence-number.ts";
import { sqsErrors } from "./sqs-error.ts";
import { checked, checkRange, queueUrlFields, type QueueReference } from "./validate.ts";

const messageFields: Shape = {
  MessageBody: { type: "string", required: true },
  DelaySeconds: { type: "integer" },
  MessageAttributes: messageAttributesField,
  MessageSystemAttributes: messageAttributesField,
  MessageDeduplicationId: { type: "string" },
  MessageGroupId: { type: "string" },
};
const sendShape: Shape = { ...queueUrlFields, ...messageFields };
const batchShape: Shape = {
  ...queueUrlFields,
  Entries: {
    type: "list",
    required: true,
    of: {
      type: "structure",
      fields: { Id: { type: "string", required: true }, ...messageFields },
    },
  },
};

interface OutgoingMessage {
  readonly MessageBody: string;
  readonly DelaySeconds?: number;
  readonly MessageAttributes?: MessageAttributes;
  readonly MessageSystemAttributes?: MessageAttributes;
  readonly MessageDeduplicationId?: string;
  readonly MessageGroupId?: string;
}
type OutgoingEntry = OutgoingMessage & { readonly Id: string };
type SendBatchInput = QueueReference & { readonly Entries: readonly OutgoingEntry[] };

/** A message and a batch are at most 1 MiB, attributes counted (Q-SDK SendMessage, SDG/quotas-messages). */
const maxBatchBytes = 1_048_576;

export const sendMessage: SqsAction = (queues, input, nowMs) => {
  const request = checked<QueueReference & OutgoingMessage>(sendShape, input);
  const queue = queues.find(request, nowMs);
  checkMessage(queue, request);
  admitCall(queues, queue, nowMs);
  if (!admitGroups(queues, queue, [request], nowMs)[0]) throw sqsErrors.requestThrottled();
  return accept(queues, queue, request, "SendMessage", nowMs);
};

/** "Multiple messages within a single batch are enqueued in the order they are sent" (Q-SDK SendMessageBatch). */
export const sendMessageBatch: SqsAction = (queues, input, nowMs) => {
  const request = checked<SendBatchInput>(batchShape, input);
  const queue = queues.find(request, nowMs);
  checkBatch(request.Entries, "SendMessageBatchRequestEntry");
  const bytes = request.Entries.reduce((sum, entry) => sum + messageBytes(entry), 0);
  if (bytes > maxBatchBytes) {
    throw sqsErrors.batchRequestTooLong(
      `Batch requests cannot be longer than ${maxBatchBytes} bytes. You have sent ${bytes} bytes.`,
    );
  }
  admitCall(queues, queue, nowMs);
  const admitted = admitGroups(queues, queue, request.Entries, nowMs);
  return performBatch(request.Entries, (entry, index) => {
    checkMessage(queue, entry);
    failEntryByFault(queues, entry, nowMs);
    // Which code a batch entry gets when its partition is full is unverified (facts/aws.md 6.2).
    if (admitted[index] !== true) throw sqsErrors.requestThrottled();
    return accept(queues, queue, entry, "SendMessageBatch", nowMs);
  });
};

type SendAction = "SendMessage" | "SendMessageBatch";

function accept(
  queues: Queues,
  queue: Queue,
  request: OutgoingMessage,
  action: SendAction,
  nowMs: number,
): object {
  const { settings } = queue;
  const deduplicationId =
    request.MessageDeduplicationId ??
    // Content-based: SHA-256 of the body, not the attributes (Q-SDK SendMessage).
    (settings.hasContentDeduplication ? sha256Hex(request.MessageBody) : undefined);
  const key = deduplicationKey(queue, request.MessageGroupId, deduplicationId);
  const earlier = key === undefined ? undefined : queue.deduplication.find(key, nowMs);
  const order = queues.nextOrder();
  const content: MessageContent = {
    messageId: earlier?.messageId ?? queues.identifiers.uuid(),
    body: request.MessageBody,
    bodyMd5: md5Hex(request.MessageBody),
    attributes: request.MessageAttributes,
    traceHeader: request.MessageSystemAttributes?.["AWSTraceHeader"]?.StringValue,
    groupId: request.MessageGroupId,
    deduplicationId,
    sequenceNumber:
      earlier?.sequenceNumber ?? (settings.isFifo ? sequenceNumberOf(order) : undefined),
    sentMs: nowMs,
  };
  if (earlier === undefined) {
    const heldMs = faultDelayMs(queues, action, request, nowMs);
    put(queues, queue, new Message(order, content), request.DelaySeconds, heldMs, nowMs);
    const { messageId, sequenceNumber } = content;
    if (key !== undefined && sequenceNumber !== undefined) {
      queue.deduplication.remember(key, nowMs, { messageId, sequenceNumber });
    }
  }
  return describeSent(content, request);
}

function describeSent(content: MessageContent, request: OutgoingMessage): object {
  const { MessageAttributes, MessageSystemAttributes } = request;
  return {
    MessageId: content.messageId,
    MD5OfMessageBody: content.bodyMd5,
    ...(MessageAttributes && { MD5OfMessageAttributes: attributesMd5(MessageAttributes) }),
    ...(MessageSystemAttributes && {
      MD5OfMessageSystemAttributes: attributesMd5(MessageSystemAttributes),
    }),
    ...(content.sequenceNumber !== undefined && { SequenceNumber: content.sequenceNumber }),
  };
}

function put(
  queues: Queues,
  queue: Queue,
  message: Message,
  delaySeconds: number | undefined,
  heldMs: number,
  nowMs: number,
): void {
  const { standardQueue, random } = queues;
  const delayMs = delaySeconds === undefined ? queue.settings.delayMs : delaySeconds * 1000;
  if (delayMs > 0) {
    queue.add(message, { state: "delayed", untilMs: nowMs + delayMs + heldMs });
  } else if (heldMs > 0) {
    queue.add(message, { state: "late", untilMs: nowMs + heldMs });
  } else if (!queue.settings.isFifo && random() < standardQueue.lateProbability) {
    const untilMs = nowMs + Math.ceil(random() * standardQueue.lateMs);
    queue.add(message, { state: "late", untilMs });
  } else {
    queue.add(message);
  }
}

function deduplicationKey(
  queue: Queue,
  groupId: string | undefined,
  deduplicationId: string | undefined,
): string | undefined {
  if (!queue.settings.isFifo || deduplicationId === undefined) return undefined;
  return queue.settings.isDeduplicatedPerGroup
    ? `${groupId ?? ""}\n${deduplicationId}`
    : deduplicationId;
}

function messageBytes(message: OutgoingMessage): number {
  const { MessageAttributes } = message;
  const attributes = MessageAttributes === undefined ? 0 : attributesBytes(MessageAttributes);
  return Buffer.byteLength(message.MessageBody) + attributes;
}

function checkMessage(queue: Queue, message: OutgoingMessage): void {
  const { settings } = queue;
  if (message.MessageBody === "") throw sqsErrors.missingParameter("MessageBody");
  if (message.MessageAttributes !== undefined) checkAttributes(message.MessageAttributes);
  if (messageBytes(message) > settings.maxMessageBytes) {
    throw sqsErrors.invalidParameter(
      `One or more parameters are invalid. Reason: Message must be shorter than ${settings.maxMessageBytes} bytes.`,
    );
  }
  // Characters that XML cannot carry (Q-SDK SendMessage).
  // oxlint-disable-next-line no-control-regex
  if (/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/.test(message.MessageBody)) {
    throw sqsErrors.invalidMessageContents(
      "Invalid binary character was found in the message body, the set of allowed characters is #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF",
    );
  }
  checkRange("DelaySeconds", message.DelaySeconds, 0, 900);
  checkId("MessageGroupId", message.MessageGroupId);
  checkId("MessageDeduplicationId", message.MessageDeduplicationId);
  if (settings.isFifo) checkFifo(queue, message);
  else if (message.MessageDeduplicationId !== undefined) {
    throw sqsErrors.invalidValue(
      "MessageDeduplicationId",
      message.MessageDeduplicationId,
      "The request includes a parameter that is not valid for this queue type.",
    );
  }
}

function checkFifo(queue: Queue, message: OutgoingMessage): void {
  if (message.MessageGroupId === undefined) throw sqsErrors.missingParameter("MessageGroupId");
  if (message.DelaySeconds !== undefined && message.DelaySeconds > 0) {
    throw sqsErrors.invalidValue(
      "DelaySeconds",
      message.DelaySeconds,
      "The request include parameter that is not valid for this queue type.",
    );
  }
  const hasId = message.MessageDeduplicationId !== undefined;
  if (hasId || queue.settings.hasContentDeduplication) return;
  throw sqsErrors.invalidParameter(
    "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
  );
}

/** Up to 128 alphanumerics and punctuation marks (Q-SDK SendMessage). */
function checkId(name: string, value: string | undefined): void {
  if (value === undefined || /^[\x21-\x7e]{1,128}$/.test(value)) return;
  throw sqsErrors.invalidValue(
    name,
    value,
    `${name} can only include alphanumeric and punctuation characters. 1 to 128 in length.`,
  );
}

function admitCall({ environment }: Queues, queue: Queue, nowMs: number): void {
  if (!environment.hasQuotas || !queue.settings.isFifo) return;
  if (!queue.throttle.admitCall("send", queue.settings, nowMs)) throw sqsErrors.requestThrottled();
}

function admitGroups(
  { environment }: Queues,
  queue: Queue,
  messages: readonly OutgoingMessage[],
  nowMs: number,
): readonly boolean[] {
  if (!environment.hasQuotas || !queue.settings.isHighThroughput) return messages.map(() => true);
  const groupIds = messages.map(({ MessageGroupId }) => MessageGroupId ?? "");
  return queue.throttle.admitGroups("send", queue.settings, groupIds, nowMs);
}

function failEntryByFault(queues: Queues, entry: OutgoingEntry, nowMs: number): void {
  const { faults } = queues.environment;
  if (!faults.has("record-failure")) return;
  const subject = faultSubject("SendMessageBatch", entry, nowMs);
  if (faults.hit("record-failure", subject) === undefined) return;
  throw new ServiceError("InternalFailure", "Internal Service Failure", { statusCode: 500 });
}

function faultDelayMs(
  { environment: { faults } }: Queues,
  action: SendAction,
  message: OutgoingMessage,
  nowMs: number,
): number {
  if (!faults.has("delayed-visibility")) return 0;
  return faults.hit("delayed-visibility", faultSubject(action, message, nowMs))?.addMs ?? 0;
}

function faultSubject(
  action: SendAction,
  { MessageGroupId }: OutgoingMessage,
  nowMs: number,
): FaultSubject {
  const keys = MessageGroupId === undefined ? [] : [MessageGroupId];
  return { service: "sqs", action, keys, shards: () => [], nowMs };
}
