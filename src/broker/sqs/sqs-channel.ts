import {
  CreateQueueCommand,
  DeleteQueueCommand,
  type QueueAttributeName,
  SendMessageBatchCommand,
  SendMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";

import { TargetError } from "../../errors.ts";
import type { SqsDesign } from "../../scenario/scenario.ts";
import { reasonOf, watchAttempts } from "../attempts.ts";
import type { Channel, ChannelContext, Message, PublishOutcome } from "../broker.ts";
import { prices, sqsBilledRequests } from "../price.ts";
import { failedOutcomes } from "../publish-outcome.ts";
import { queueLane } from "./queue-lane.ts";

/** Creates the queue and returns it as a channel with one lane, the queue itself. */
export async function openSqsChannel(
  client: SQSClient,
  design: SqsDesign,
  context: ChannelContext,
  signal: AbortSignal,
): Promise<Channel> {
  const fifo = design.service === "sqs-fifo";
  const QueueName = fifo ? `${context.name}.fifo` : context.name;
  const { QueueUrl } = await client.send(
    new CreateQueueCommand({ QueueName, Attributes: queueAttributes(design) }),
    { abortSignal: signal },
  );
  if (QueueUrl === undefined) throw new TargetError(`creating queue ${QueueName} gave no URL`);
  return sqsChannel(client, design, QueueUrl, context);
}

function queueAttributes(design: SqsDesign): Partial<Record<QueueAttributeName, string>> {
  const common = { VisibilityTimeout: String(design.visibilityTimeoutS ?? 30) };
  if (design.service === "sqs-standard") return common;
  return {
    ...common,
    FifoQueue: "true",
    ContentBasedDeduplication: String(design.deduplication === "content"),
    ...(design.highThroughput
      ? { DeduplicationScope: "messageGroup", FifoThroughputLimit: "perMessageGroupId" }
      : {}),
  };
}

function sqsChannel(
  client: SQSClient,
  design: SqsDesign,
  QueueUrl: string,
  context: ChannelContext,
): Channel {
  const attemptsOf = watchAttempts(client, context);
  const fifo = design.service === "sqs-fifo";
  const lane = QueueUrl.split("/").at(-1) ?? QueueUrl;
  let billedRequests = 0;
  const bill = (payloadBytes: number): void => {
    billedRequests += sqsBilledRequests(payloadBytes);
  };

  const content = (message: Message) => ({
    MessageBody: message.body,
    ...(fifo ? { MessageGroupId: message.routingKey } : {}),
    ...(fifo && design.deduplication !== "content" ? { MessageDeduplicationId: message.id } : {}),
  });
  const accepted = (result: { SequenceNumber?: string | undefined; MessageId?: string | undefined }) =>
    ({
      type: "accepted",
      lane,
      position: result.SequenceNumber ?? result.MessageId ?? "",
    }) as const;

  const sendOne = async (message: Message, signal: AbortSignal): Promise<PublishOutcome> => {
    const input = { QueueUrl, ...content(message) };
    try {
      const output = await client.send(new SendMessageCommand(input), { abortSignal: signal });
      bill(message.body.length);
      return accepted(output);
    } catch (error) {
      return failedOutcomes(error, attemptsOf(input), 1, signal)[0]!;
    }
  };

  const sendMany = async (
    messages: readonly Message[],
    signal: AbortSignal,
  ): Promise<readonly PublishOutcome[]> => {
    const input = {
      QueueUrl,
      Entries: messages.map((message, index) => ({ Id: String(index), ...content(message) })),
    };
    try {
      const output = await client.send(new SendMessageBatchCommand(input), { abortSignal: signal });
      bill(messages.reduce((bytes, message) => bytes + message.body.length, 0));
      const outcomes: PublishOutcome[] = messages.map(() => ({
        type: "uncertain",
        reason: "no result for this entry",
      }));
      for (const entry of output.Successful ?? []) outcomes[Number(entry.Id)] = accepted(entry);
      for (const entry of output.Failed ?? []) {
        outcomes[Number(entry.Id)] = { type: "refused", reason: entry.Code ?? "Failed" };
      }
      return outcomes;
    } catch (error) {
      return failedOutcomes(error, attemptsOf(input), messages.length, signal);
    }
  };

  return {
    maxBatchEntries: 10,
    maxBatchBytes: 1024 * 1024,
    publish: async (messages, signal) =>
      messages.length === 1 ? [await sendOne(messages[0]!, signal)] : sendMany(messages, signal),
    lanes: async () => [queueLane({ client, QueueUrl, id: lane, fifo, context, bill })],
    costUsd: () =>
      (billedRequests * (fifo ? prices.sqsFifoPerMillion : prices.sqsStandardPerMillion)) / 1e6,
    [Symbol.asyncDispose]: async () => {
      try {
        await client.send(new DeleteQueueCommand({ QueueUrl }));
      } catch (error) {
        throw new TargetError(
          `could not delete queue ${QueueUrl}: ${reasonOf(error)}. Delete it by hand.`,
          { cause: error },
        );
      }
    },
  };
}
