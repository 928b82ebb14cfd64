import { ServiceError } from "../../service-error.ts";
import { allowedCharacters, illegalCharacter } from "../input/characters.ts";
import { checkAttributes } from "../input/check-attributes.ts";
import { checkRange } from "../input/checked.ts";
import { attributesBytes, type MessageAttributes } from "../queue/message-attributes.ts";
import type { QueueSettings } from "../queue/queue-attributes.ts";
import { sqsErrors } from "../sqs-error.ts";

/** A message as a producer sends it, alone or as an entry of a batch. */
export interface OutgoingMessage {
  readonly MessageBody?: string;
  readonly DelaySeconds?: number;
  readonly MessageAttributes?: MessageAttributes;
  readonly MessageSystemAttributes?: MessageAttributes;
  readonly MessageDeduplicationId?: string;
  readonly MessageGroupId?: string;
}

/** Body and attributes; system attributes do not count (SDG/quotas-messages, SDG/sqs-message-metadata). */
export function messageBytes({ MessageBody = "", MessageAttributes }: OutgoingMessage): number {
  const attributes = MessageAttributes === undefined ? 0 : attributesBytes(MessageAttributes);
  return Buffer.byteLength(MessageBody) + attributes;
}

/**
 * Throws unless a queue with these settings takes the message. Errors of batch entries, numbered from 1, are worded a little
 * differently (Inqnuam/local-aws-sqs, test/send-message-batch.test.ts).
 */
export function checkMessage(
  settings: QueueSettings,
  message: OutgoingMessage,
  entry?: number,
): void {
  const { MessageBody = "", MessageAttributes, MessageSystemAttributes } = message;
  if (MessageBody === "") {
    throw sqsErrors.missingParameter(
      entry === undefined ? "MessageBody" : `SendMessageBatchRequestEntry.${entry}.MessageBody`,
    );
  }
  if (MessageAttributes !== undefined) checkAttributes(MessageAttributes, "(user)");
  if (MessageSystemAttributes !== undefined) checkAttributes(MessageSystemAttributes, "system");
  if (messageBytes(message) > settings.maxMessageBytes) {
    // Of an entry: LocalStack's test_send_batch_message_size, recorded against AWS.
    const fault = entry === undefined || settings.isFifo ? "are invalid" : "cannot be validated";
    throw sqsErrors.invalidParameter(
      `One or more parameters ${fault}. Reason: Message must be shorter than ${settings.maxMessageBytes} bytes.`,
    );
  }
  const illegal = illegalCharacter(MessageBody);
  if (illegal !== undefined) {
    throw sqsErrors.invalidMessageContents(
      `Invalid binary character '${illegal}' was found in the message body, ${allowedCharacters}`,
    );
  }
  const delayReason = "DelaySeconds must be >= 0 and <= 900.";
  checkRange("DelaySeconds", message.DelaySeconds, 0, 900, delayReason);
  checkId("MessageGroupId", message.MessageGroupId, entry);
  checkId("MessageDeduplicationId", message.MessageDeduplicationId, entry);
  if (settings.isFifo) checkFifo(settings, message);
  else if (message.MessageDeduplicationId !== undefined) {
    throw sqsErrors.invalidParameter(
      entry === undefined
        ? "The request include parameter MessageDeduplicationId which is not valid for this queue type"
        : "The request include parameter that is not valid for this queue type",
    );
  }
}

/**
 * A batch to a FIFO queue is refused as a whole if one entry is, always as InvalidParameterValue: LocalStack's
 * test_send_batch_missing_message_group_id_for_fifo_queue, recorded against AWS. That it is so for every fault of an entry is assumed.
 */
export function checkFifoBatch(settings: QueueSettings, entries: readonly OutgoingMessage[]): void {
  for (const [index, entry] of entries.entries()) {
    try {
      checkMessage(settings, entry, index + 1);
    } catch (error) {
      if (!(error instanceof ServiceError) || error.name !== "MissingParameter") throw error;
      throw sqsErrors.invalidParameter(error.message);
    }
  }
}

function checkFifo(settings: QueueSettings, message: OutgoingMessage): void {
  if (message.DelaySeconds !== undefined && message.DelaySeconds > 0) {
    throw sqsErrors.invalidValue(
      "DelaySeconds",
      message.DelaySeconds,
      "The request include parameter that is not valid for this queue type.",
    );
  }
  if (message.MessageGroupId === undefined) throw sqsErrors.missingParameter("MessageGroupId");
  const hasId = message.MessageDeduplicationId !== undefined;
  if (hasId || settings.hasContentDeduplication) return;
  throw sqsErrors.invalidParameter(
    "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
  );
}

/** Up to 128 alphanumerics and punctuation marks (Q-SDK SendMessage). */
function checkId(name: string, value: string | undefined, entry: number | undefined): void {
  if (value === undefined || /^[\x21-\x7e]{1,128}$/.test(value)) return;
  const rule = `${name} can only include alphanumeric and punctuation characters. 1 to 128 in length`;
  throw entry === undefined
    ? sqsErrors.invalidValue(name, value, `${rule}.`)
    : sqsErrors.invalidParameter(rule);
}
