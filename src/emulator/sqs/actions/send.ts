import type { FaultSubject } from "../../faults.ts";
import { md5Hex, sha256Hex } from "../../md5.ts";
import { ServiceError } from "../../service-error.ts";
import type { Shape } from "../../shape.ts";
import { messageAttributesField } from "../input/check-attributes.ts";
import { checked, queueUrlFields } from "../input/checked.ts";
import { traceHeaderIn } from "../input/trace-header.ts";
import { partitionOf } from "../limits/partition.ts";
import { attributesMd5, type MessageAttributes } from "../queue/message-attributes.ts";
import { Message, type MessageContent } from "../queue/message.ts";
import type { QueueReference } from "../queue/queue-reference.ts";
import type { Queue } from "../queue/queue.ts";
import type { Queues } from "../queue/queues.ts";
import { sequenceNumberOf } from "../queue/sequence-number.ts";
import { sqsErrors } from "../sqs-error.ts";
import { checkBatch, performBatch } from "./batch.ts";
import {
  checkFifoBatch,
  checkMessage,
  messageBytes,
  type OutgoingMessage,
} from "./check-message.ts";
import type { SqsAction } from "./sqs-action.ts";

const messageFields: Shape = {
  MessageBody: { type: "string" },
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

const entryType = "SendMessageBatchRequestEntry";
type OutgoingEntry = OutgoingMessage & { readonly Id: string };
type SendBatchInput = QueueReference & { readonly Entries: readonly OutgoingEntry[] };

/** A message and a batch are at most 1 MiB, attributes counted (Q-SDK SendMessage, SDG/quotas-messages). */
const maxBatchBytes = 1_048_576;

export const sendMessage: SqsAction = (queues, input, nowMs) => {
  const request = checked<QueueReference & OutgoingMessage>(sendShape, input);
  const queue = queues.find(request, nowMs);
  checkMessage(queue.settings, request);
  admitCall(queues, queue, nowMs);
  if (!admitGroups(queues, queue, [request], nowMs)[0]) throw sqsErrors.requestThrottled();
  const arrival = { action: "SendMessage", traceHeader: traceHeaderIn(request), nowMs } as const;
  return accept(queues, queue, request, arrival);
};

/** "Multiple messages within a single batch are enqueued in the order they are sent" (Q-SDK SendMessageBatch). */
export const sendMessageBatch: SqsAction = (queues, input, nowMs) => {
  const request = checked<SendBatchInput>(batchShape, input, entryType);
  const queue = queues.find(request, nowMs);
  checkBatch(request.Entries, entryType);
  const bytes = request.Entries.reduce((sum, entry) => sum + messageBytes(entry), 0);
  if (bytes > maxBatchBytes) {
    throw sqsErrors.batchRequestTooLong(
      `Batch requests cannot be longer than ${maxBatchBytes} bytes. You have sent ${bytes} bytes.`,
    );
  }
  if (queue.settings.isFifo) checkFifoBatch(queue.settings, request.Entries);
  admitCall(queues, queue, nowMs);
  const admitted = admitGroups(queues, queue, request.Entries, nowMs);
  const traceHeader = traceHeaderIn(request);
  const arrival = { action: "SendMessageBatch", traceHeader, nowMs } as const;
  return performBatch(request.Entries, (entry, index) => {
    if (!queue.settings.isFifo) checkMessage(queue.settings, entry, index + 1);
    failEntryByFault(queues, entry, nowMs);
    // Which code a batch entry gets when its partition is full is unverified (facts/aws.md 6.2).
    if (admitted[index] !== true) throw sqsErrors.requestThrottled();
    return accept(queues, queue, entry, arrival);
  });
};

type SendAction = "SendMessage" | "SendMessageBatch";

/** The request that a message came with. */
interface Arrival {
  readonly action: SendAction;
  readonly traceHeader: string | undefined;
  readonly nowMs: number;
}

function accept(
  queues: Queues,
  queue: Queue,
  request: OutgoingMessage,
  { action, traceHeader, nowMs }: Arrival,
): object {
  const { settings } = queue;
  const { MessageBody = "" } = request;
  const deduplicationId =
    request.MessageDeduplicationId ??
    // Content-based: SHA-256 of the body, not the attributes (Q-SDK SendMessage).
    (settings.hasContentDeduplication ? sha256Hex(MessageBody) : undefined);
  const key = deduplicationKey(queue, request.MessageGroupId, deduplicationId, nowMs);
  const earlier = key === undefined ? undefined : queue.deduplication.find(key, nowMs);
  const order = queues.nextOrder();
  const content: MessageContent = {
    messageId: earlier?.messageId ?? queues.identifiers.uuid(),
    body: MessageBody,
    bodyMd5: md5Hex(MessageBody),
    attributes: request.MessageAttributes,
    traceHeader: request.MessageSystemAttributes?.["AWSTraceHeader"]?.StringValue ?? traceHeader,
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

/** Field by field: it is done for every message, and spreading what is mostly not there takes longer than all of it. */
function describeSent(content: MessageContent, request: OutgoingMessage): object {
  const { MessageAttributes, MessageSystemAttributes } = request;
  const sent: Record<string, string> = {
    MessageId: content.messageId,
    MD5OfMessageBody: content.bodyMd5,
  };
  if (hasAny(MessageAttributes)) sent["MD5OfMessageAttributes"] = attributesMd5(MessageAttributes);
  if (hasAny(MessageSystemAttributes)) {
    sent["MD5OfMessageSystemAttributes"] = attributesMd5(MessageSystemAttributes);
  }
  if (content.sequenceNumber !== undefined) sent["SequenceNumber"] = content.sequenceNumber;
  return sent;
}

function hasAny(attributes: MessageAttributes | undefined): attributes is MessageAttributes {
  return attributes !== undefined && Object.keys(attributes).length > 0;
}

function put(
  queues: Queues,
  queue: Queue,
  message: Message,
  delaySeconds: number | undefined,
  heldMs: number,
  nowMs: number,
): void {
  // On FIFO a delay of 0 is none (LocalStack's test_fifo_queue_send_message_with_zero_delay_defaults_to_queue_delay, recorded).
  const isOwnDelay = delaySeconds !== undefined && !queue.settings.isFifo;
  const delayMs = isOwnDelay ? delaySeconds * 1000 : queue.settings.delayMs;
  if (delayMs > 0) {
    queue.add(message, { state: "delayed", untilMs: nowMs + delayMs + heldMs });
    return;
  }
  const lateMs = heldMs > 0 ? heldMs : Math.ceil(propagationMs(queues, queue, message, nowMs));
  queue.add(message, lateMs > 0 ? { state: "late", untilMs: nowMs + lateMs } : undefined);
}

/** How long an accepted message takes until it can be received; on a standard queue now and then much longer, where that is assumed. */
function propagationMs(queues: Queues, queue: Queue, message: Message, nowMs: number): number {
  const { standardQueue, random, propagation } = queues;
  if (queue.settings.isFifo) {
    return propagation.fifo.at(`${queue.options.arn}/${message.content.groupId}`, nowMs);
  }
  const ms = propagation.standard.draw(random);
  return random() < standardQueue.lateProbability ? ms + random() * standardQueue.lateMs : ms;
}

function deduplicationKey(
  queue: Queue,
  groupId: string | undefined,
  deduplicationId: string | undefined,
  nowMs: number,
): string | undefined {
  if (!queue.settings.isFifo || deduplicationId === undefined) return undefined;
  return queue.isDeduplicatedPerGroup(nowMs)
    ? `${groupId ?? ""}\n${deduplicationId}`
    : deduplicationId;
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
  const partitions = messages.map(({ MessageGroupId }) => partitionOf(MessageGroupId ?? ""));
  return queue.throttle.admitSplits("send", queue.settings, partitions, nowMs);
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
