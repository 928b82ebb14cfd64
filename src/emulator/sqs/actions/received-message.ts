import { attributesMd5, selectAttributes } from "../queue/message-attributes.ts";
import type { Message } from "../queue/message.ts";
import type { Queue } from "../queue/queue.ts";
import { receiptHandle } from "../queue/queues.ts";

/** What a receive asked for beside the body. AttributeNames is the older name of MessageSystemAttributeNames (Q-SDK ReceiveMessage). */
export interface WantedAttributes {
  readonly AttributeNames?: readonly string[];
  readonly MessageSystemAttributeNames?: readonly string[];
  readonly MessageAttributeNames?: readonly string[];
}

/** A message as a receive gives it. */
export function describeMessage(
  queue: Queue,
  message: Message,
  wanted: WantedAttributes,
  senderId: string,
): object {
  const { content } = message;
  const system = systemAttributes(message, wanted, senderId);
  const attributes = selectAttributes(content.attributes, wanted.MessageAttributeNames ?? []);
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
  wanted: WantedAttributes,
  senderId: string,
): Readonly<Record<string, string>> | undefined {
  const names = [...(wanted.MessageSystemAttributeNames ?? []), ...(wanted.AttributeNames ?? [])];
  if (names.length === 0) return undefined;
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
  const isAll = names.includes("All");
  const selected: Record<string, string> = {};
  for (const name in all) {
    const value = all[name];
    if (value !== undefined && (isAll || names.includes(name))) selected[name] = value;
  }
  return Object.keys(selected).length === 0 ? undefined : selected;
}
