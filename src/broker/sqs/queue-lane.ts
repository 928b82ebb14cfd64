import {
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  type Message as SqsMessage,
  ReceiveMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";

import { Patience } from "../../client/patience.ts";
import type { ChannelContext, Delivery, Lane, Reader, ReadingOptions } from "../broker.ts";

/** Most messages in one ReceiveMessage or DeleteMessageBatch (SDG/quotas-messages). */
const maxMessages = 10;
/** Longest long poll in milliseconds (SDG/quotas-messages). */
const maxWaitMs = 20_000;
/** Pause before the failed entries of a batch are deleted again, in milliseconds. */
const entryRetryMs = 100;

interface QueueLaneOptions {
  readonly client: SQSClient;
  readonly QueueUrl: string;
  readonly id: string;
  readonly context: ChannelContext;
  /** Notes one billed request with this payload. */
  readonly bill: (payloadBytes: number) => void;
}

/** The whole queue as the one lane that any number of consumers share. */
export function queueLane(options: QueueLaneOptions): Lane {
  return {
    id: options.id,
    access: "shared",
    open: (reading) => queueReader(options, reading),
  };
}

function queueReader(options: QueueLaneOptions, reading: ReadingOptions): Reader {
  const { client, QueueUrl } = options;
  const patience = new Patience(options.context, "ReceiveMessage");
  return {
    ended: () => false,
    receive: async (signal) => {
      try {
        const output = await client.send(
          new ReceiveMessageCommand({
            QueueUrl,
            MaxNumberOfMessages: Math.min(maxMessages, reading.maxEvents),
            WaitTimeSeconds: Math.floor(Math.min(maxWaitMs, reading.pollMs) / 1000),
            MessageSystemAttributeNames: ["SequenceNumber", "MessageGroupId"],
          }),
        );
        patience.answered();
        const messages = output.Messages ?? [];
        options.bill(messages.reduce((bytes, message) => bytes + (message.Body?.length ?? 0), 0));
        return messages.map((message) => delivery(message, options.id));
      } catch (error) {
        await patience.failed(error, signal);
        return [];
      }
    },
    settle: async (deliveries, signal) => {
      for (let first = 0; first < deliveries.length; first += maxMessages) {
        await deleteMessages(options, deliveries.slice(first, first + maxMessages), signal);
      }
    },
  };
}

function delivery(message: SqsMessage, lane: string): Delivery {
  return {
    body: message.Body ?? "",
    lane,
    position: message.Attributes?.SequenceNumber ?? message.MessageId ?? "",
    handle: message.ReceiptHandle ?? "",
  };
}

/** Deletes until the service takes it: a failed delete tried no more would bring the message back. Expired handles are left. */
async function deleteMessages(
  options: QueueLaneOptions,
  deliveries: readonly Delivery[],
  signal: AbortSignal,
): Promise<void> {
  const { context } = options;
  const patience = new Patience(context, "DeleteMessage");
  let left = deliveries;
  while (left.length > 0 && !signal.aborted) {
    try {
      left = await deleteOnce(options, left);
      options.bill(0);
      if (left.length === 0) return;
      await context.sleep(entryRetryMs, signal);
    } catch (error) {
      if (signal.aborted || isExpiredHandle(error)) return;
      await patience.failed(error, signal);
    }
    context.record({ type: "retry", atMs: context.nowMs(), action: "DeleteMessage" });
  }
}

/** One call; gives the entries of a batch that the service failed to delete, though nothing was wrong with them. */
async function deleteOnce(
  { client, QueueUrl }: QueueLaneOptions,
  deliveries: readonly Delivery[],
): Promise<readonly Delivery[]> {
  if (deliveries.length === 1) {
    const ReceiptHandle = deliveries[0]!.handle;
    await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    return [];
  }
  const Entries = deliveries.map(({ handle }, index) => ({
    Id: String(index),
    ReceiptHandle: handle,
  }));
  const { Failed = [] } = await client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
  return Failed.filter(
    ({ SenderFault, Code }) => SenderFault !== true || /Throttl/.test(Code ?? ""),
  )
    .map(({ Id }) => deliveries[Number(Id)])
    .filter((delivery) => delivery !== undefined);
}

/** On FIFO a delete after the visibility timeout fails; the error's name is unverified, so any refusal of the handle counts. */
function isExpiredHandle(error: unknown): boolean {
  return error instanceof Error && /ReceiptHandle|InvalidParameterValue/.test(error.name);
}
