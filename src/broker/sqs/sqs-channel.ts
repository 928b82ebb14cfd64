import { SendMessageBatchCommand, SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";

import type { Fate } from "../../client/fate.ts";
import { TargetError } from "../../errors.ts";
import type { ResolvedSqsDesign } from "../../scenario/resolved.ts";
import type { Redriving } from "../../scenario/run-fault.ts";
import type {
  Channel,
  ChannelAddress,
  ChannelContext,
  ChannelRun,
  Lane,
  Message,
} from "../broker.ts";
import { fatesOf } from "../fates-of.ts";
import { type DeadLetters, openDeadLetters } from "./dead-letters.ts";
import { queueLane } from "./queue-lane.ts";
import { createQueue, deleteQueue } from "./queue-life.ts";

/** Creates the queue and returns it as a channel with one lane, the queue itself. */
export async function openSqsChannel(
  { client, aside }: QueueClients,
  design: ResolvedSqsDesign,
  context: ChannelContext,
  run: ChannelRun,
  signal: AbortSignal,
): Promise<Channel> {
  if (design.redrivePolicy === undefined) {
    const url = await createQueue(client, design, context, signal);
    return new SqsChannel({ client, design, url, context, run });
  }
  const deadLetters = await openDeadLetters(aside(), design, context, signal);
  try {
    const url = await createQueue(client, design, context, signal, deadLetters.arn);
    if (run.deadLettered !== undefined) {
      deadLetters.watch(nameOf(url), run.deadLettered, run.failed);
    }
    return new SqsChannel({ client, design, url, context, run, deadLetters });
  } catch (error) {
    await deadLetters[Symbol.asyncDispose]();
    throw error;
  }
}

export interface QueueClients {
  /** Sends events. */
  readonly client: SQSClient;
  /** Makes one whose requests leave no trace in the history. */
  readonly aside: () => SQSClient;
}

interface OpenQueue {
  readonly client: SQSClient;
  readonly design: ResolvedSqsDesign;
  readonly url: string;
  readonly context: ChannelContext;
  readonly run: ChannelRun;
  readonly deadLetters?: DeadLetters;
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
    if (messages.length === 1) {
      const input = { QueueUrl, ...this.#content(messages[0]!) };
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
    const id = nameOf(QueueUrl);
    return [queueLane({ QueueUrl, id, visibilityTimeoutS: design.visibilityTimeoutS })];
  }

  async reshard(): Promise<void> {
    throw new TargetError("a queue has no shards to split or merge");
  }

  async redrive(by: Redriving, signal: AbortSignal): Promise<void> {
    const { deadLetters } = this.#queue;
    if (deadLetters === undefined) throw new TargetError("the queue has no dead-letter queue");
    if (by === "move-task") return deadLetters.moveBack(signal);
    const { client, url: QueueUrl } = this.#queue;
    await deadLetters.takeAll(async (content) => {
      await client.send(new SendMessageCommand({ QueueUrl, ...content }));
    }, signal);
  }

  costUsd(): number {
    return this.#queue.run.bill.queueUsd(this.#queue.design.service);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { client, url, context, deadLetters } = this.#queue;
    try {
      await deleteQueue(client, url, context);
    } finally {
      await deadLetters?.[Symbol.asyncDispose]();
    }
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

function nameOf(url: string): string {
  return url.slice(url.lastIndexOf("/") + 1);
}
