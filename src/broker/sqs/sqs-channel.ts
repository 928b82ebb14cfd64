import { SendMessageBatchCommand, SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";

import type { Fate } from "../../client/fate.ts";
import { TargetError } from "../../errors.ts";
import type { ResolvedSqsDesign } from "../../scenario/resolved.ts";
import type {
  Channel,
  ChannelAddress,
  ChannelContext,
  ChannelRun,
  Lane,
  Message,
} from "../broker.ts";
import { fatesOf } from "../fates-of.ts";
import { queueLane } from "./queue-lane.ts";
import { createQueue, deleteQueue } from "./queue-life.ts";

/** Creates the queue and returns it as a channel with one lane, the queue itself. */
export async function openSqsChannel(
  client: SQSClient,
  design: ResolvedSqsDesign,
  context: ChannelContext,
  run: ChannelRun,
  signal: AbortSignal,
): Promise<Channel> {
  const url = await createQueue(client, design, context, signal);
  return new SqsChannel({ client, design, url, context, run });
}

interface OpenQueue {
  readonly client: SQSClient;
  readonly design: ResolvedSqsDesign;
  readonly url: string;
  readonly context: ChannelContext;
  readonly run: ChannelRun;
}

class SqsChannel implements Channel {
  /** SendMessageBatch: 10 entries, 1 MiB in all (SDG/quotas-messages, Q-SDK SendMessageBatch). */
  readonly maxBatchEntries = 10;
  readonly maxBatchBytes = 1024 * 1024;
  readonly address: ChannelAddress;
  readonly #queue: OpenQueue;

  constructor(queue: OpenQueue) {
    this.address = { kind: "queue", url: queue.url };
    this.#queue = queue;
  }

  publish(messages: readonly Message[]): Promise<readonly Fate[]> {
    const { client, url: QueueUrl, run } = this.#queue;
    const [first] = messages;
    if (first !== undefined && messages.length === 1) {
      const input = { QueueUrl, ...this.#content(first) };
      return fatesOf(client.send(new SendMessageCommand(input)), input, run);
    }
    const Entries = messages.map((message, index) => ({
      Id: String(index),
      ...this.#content(message),
    }));
    const input = { QueueUrl, Entries };
    return fatesOf(client.send(new SendMessageBatchCommand(input)), input, run);
  }

  async lanes(): Promise<readonly Lane[]> {
    const { url: QueueUrl, design } = this.#queue;
    const id = QueueUrl.split("/").at(-1) ?? QueueUrl;
    return [queueLane({ QueueUrl, id, visibilityTimeoutS: design.visibilityTimeoutS })];
  }

  async reshard(): Promise<void> {
    throw new TargetError("a queue has no shards to split or merge");
  }

  costUsd(): number {
    return this.#queue.run.bill.queueUsd(this.#queue.design.service);
  }

  [Symbol.asyncDispose](): Promise<void> {
    const { client, url, context } = this.#queue;
    return deleteQueue(client, url, context);
  }

  #content(message: Message) {
    const { design } = this.#queue;
    if (design.service !== "sqs-fifo") return { MessageBody: message.body };
    return {
      MessageBody: message.body,
      MessageGroupId: message.routingKey,
      ...(design.deduplication === "content" ? {} : { MessageDeduplicationId: message.id }),
    };
  }
}
