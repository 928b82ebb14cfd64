import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  type Message as SqsMessage,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
} from "@aws-sdk/client-sqs";

import { Patience } from "../../client/patience.ts";
import type { Delivery, Lane, Reader, Reading } from "../broker.ts";

/** Most messages in one ReceiveMessage or DeleteMessageBatch (SDG/quotas-messages). */
const maxMessages = 10;
/** Longest long poll in milliseconds (SDG/quotas-messages). */
const maxWaitMs = 20_000;
/** Pause before the failed entries of a batch are deleted again, in milliseconds. */
const entryRetryMs = 100;

const orderAttributes = {
  MessageSystemAttributeNames: ["SequenceNumber", "MessageGroupId"],
} satisfies Partial<ReceiveMessageCommandInput>;
const everyAttribute = {
  MessageSystemAttributeNames: ["All"],
  MessageAttributeNames: ["All"],
} satisfies Partial<ReceiveMessageCommandInput>;

interface OpenQueue {
  readonly QueueUrl: string;
  /** The queue's name. */
  readonly id: string;
  readonly visibilityTimeoutS: number;
}

/** The whole queue as the one lane that any number of consumers share. */
export function queueLane(queue: OpenQueue): Lane {
  return {
    id: queue.id,
    access: "shared",
    parents: [],
    isClosed: false,
    open: (reading) => queueReader(queue, reading),
  };
}

function queueReader({ QueueUrl, id, visibilityTimeoutS }: OpenQueue, reading: Reading): Reader {
  const { connection, pacing } = reading;
  const patience = new Patience(pacing, "ReceiveMessage");
  return {
    ended: () => false,
    receive: async (signal) => {
      try {
        const output = await connection.sqs().send(
          new ReceiveMessageCommand({
            QueueUrl,
            MaxNumberOfMessages: Math.min(maxMessages, reading.maxEvents),
            WaitTimeSeconds: Math.floor(Math.min(maxWaitMs, reading.pollMs) / 1000),
            ...(reading.attemptIds === true && QueueUrl.endsWith(".fifo") && attemptId()),
            ...(reading.wholeMessages === true ? everyAttribute : orderAttributes),
          }),
        );
        patience.answered();
        return (output.Messages ?? []).map((message) => delivery(message, id));
      } catch (error) {
        await patience.failed(error, signal);
        return [];
      }
    },
    extend: (deliveries) => changeVisibility(QueueUrl, reading, deliveries, visibilityTimeoutS),
    release: (deliveries) => changeVisibility(QueueUrl, reading, deliveries, 0),
    settle: async (deliveries, signal) => {
      for (let first = 0; first < deliveries.length; first += maxMessages) {
        await deleteMessages(
          QueueUrl,
          reading,
          deliveries.slice(first, first + maxMessages),
          signal,
        );
      }
    },
  };
}

/** The SDK's retries of one receive have one id, the next receive has another. */
function attemptId(): Pick<ReceiveMessageCommandInput, "ReceiveRequestAttemptId"> {
  return { ReceiveRequestAttemptId: Math.random().toString(36).slice(2) };
}

/** Only what is left of its visibility can be changed; the rest is with others by now. */
async function changeVisibility(
  QueueUrl: string,
  { connection }: Reading,
  deliveries: readonly Delivery[],
  VisibilityTimeout: number,
): Promise<void> {
  const client = connection.sqs();
  for (let first = 0; first < deliveries.length; first += maxMessages) {
    const Entries = deliveries.slice(first, first + maxMessages).map(({ handle }, index) => ({
      Id: String(index),
      ReceiptHandle: handle,
      VisibilityTimeout,
    }));
    await client
      .send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }))
      .catch(() => {});
  }
}

function delivery(message: SqsMessage, lane: string): Delivery {
  return {
    body: message.Body!,
    lane,
    position: message.Attributes?.SequenceNumber ?? message.MessageId!,
    handle: message.ReceiptHandle!,
    raw: message,
  };
}

/** Deletes until the service takes it: a failed delete tried no more would bring the message back. Expired handles are left. */
async function deleteMessages(
  QueueUrl: string,
  reading: Reading,
  deliveries: readonly Delivery[],
  signal: AbortSignal,
): Promise<void> {
  const { pacing } = reading;
  const patience = new Patience(pacing, "DeleteMessage");
  let left = deliveries;
  while (left.length > 0 && !signal.aborted) {
    try {
      left = await deleteOnce(QueueUrl, reading, left);
      if (left.length === 0) return;
      await pacing.sleep(entryRetryMs, signal);
    } catch (error) {
      if (signal.aborted || isExpiredHandle(error)) return;
      await patience.failed(error, signal);
    }
  }
}

/** One call; gives the entries of a batch that the service failed to delete, though nothing was wrong with them. */
async function deleteOnce(
  QueueUrl: string,
  { connection }: Reading,
  deliveries: readonly Delivery[],
): Promise<readonly Delivery[]> {
  const client = connection.sqs();
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
