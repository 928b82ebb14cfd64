import {
  type BatchResultErrorEntry,
  SendMessageBatchCommand,
  SendMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";

import { type Attempts, failedOutcome, watchAttempts } from "../../client/attempts.ts";
import { prices, sqsBilledRequests } from "../../cost/prices.ts";
import { TargetError } from "../../errors.ts";
import type { SqsDesign } from "../../scenario/scenario.ts";
import type { Channel, ChannelContext, Lane, Message, PublishOutcome } from "../broker.ts";
import { queueLane } from "./queue-lane.ts";
import { createQueue, deleteQueue } from "./queue-life.ts";

/** Creates the queue and returns it as a channel with one lane, the queue itself. */
export async function openSqsChannel(
  client: SQSClient,
  design: SqsDesign,
  context: ChannelContext,
  signal: AbortSignal,
): Promise<Channel> {
  return new SqsChannel(
    client,
    design,
    await createQueue(client, design, context, signal),
    context,
  );
}

/** An entry that is the sender's fault is refused again however often it is sent; a throttled one is not. */
function refusedEntry({ Code = "Failed", Message, SenderFault }: BatchResultErrorEntry) {
  const isForGood = SenderFault === true && !/Throttl/.test(Code);
  return {
    type: "refused",
    reason: Code,
    ...(isForGood && { failure: new TargetError(`${Code}: ${Message ?? "no reason given"}`) }),
  } as const;
}

class SqsChannel implements Channel {
  /** SendMessageBatch: 10 entries, 1 MiB in all (SDG/quotas-messages, Q-SDK SendMessageBatch). */
  readonly maxBatchEntries = 10;
  readonly maxBatchBytes = 1024 * 1024;
  readonly #client: SQSClient;
  readonly #design: SqsDesign;
  readonly #url: string;
  readonly #context: ChannelContext;
  readonly #attemptsOf: (input: object) => Attempts;
  readonly #fifo: boolean;
  /** The queue's name: the one lane. */
  readonly #lane: string;
  #billedRequests = 0;

  constructor(client: SQSClient, design: SqsDesign, url: string, context: ChannelContext) {
    this.#client = client;
    this.#design = design;
    this.#url = url;
    this.#context = context;
    this.#attemptsOf = watchAttempts(client, context);
    this.#fifo = design.service === "sqs-fifo";
    this.#lane = url.split("/").at(-1) ?? url;
  }

  async publish(
    messages: readonly Message[],
    signal: AbortSignal,
  ): Promise<readonly PublishOutcome[]> {
    const [first] = messages;
    if (first !== undefined && messages.length === 1) return [await this.#sendOne(first, signal)];
    return this.#sendMany(messages, signal);
  }

  async lanes(): Promise<readonly Lane[]> {
    return [
      queueLane({
        client: this.#client,
        QueueUrl: this.#url,
        id: this.#lane,
        context: this.#context,
        bill: (payloadBytes) => this.#bill(payloadBytes),
      }),
    ];
  }

  costUsd(): number {
    const perMillion = this.#fifo ? prices.sqsFifoPerMillion : prices.sqsStandardPerMillion;
    return (this.#billedRequests * perMillion) / 1e6;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return deleteQueue(this.#client, this.#url, this.#context);
  }

  async #sendOne(message: Message, signal: AbortSignal): Promise<PublishOutcome> {
    const input = { QueueUrl: this.#url, ...this.#content(message) };
    try {
      const output = await this.#client.send(new SendMessageCommand(input));
      this.#bill(message.body.length);
      return this.#accepted(output);
    } catch (error) {
      return failedOutcome(error, this.#attemptsOf(input), signal);
    }
  }

  async #sendMany(
    messages: readonly Message[],
    signal: AbortSignal,
  ): Promise<readonly PublishOutcome[]> {
    const input = {
      QueueUrl: this.#url,
      Entries: messages.map((message, index) => ({
        Id: String(index),
        ...this.#content(message),
      })),
    };
    try {
      const output = await this.#client.send(new SendMessageBatchCommand(input));
      this.#bill(messages.reduce((bytes, message) => bytes + message.body.length, 0));
      const outcomes: PublishOutcome[] = messages.map(() => ({
        type: "uncertain",
        reason: "no result for this entry",
      }));
      for (const entry of output.Successful ?? [])
        outcomes[Number(entry.Id)] = this.#accepted(entry);
      for (const entry of output.Failed ?? []) {
        outcomes[Number(entry.Id)] = refusedEntry(entry);
      }
      return outcomes;
    } catch (error) {
      const outcome = failedOutcome(error, this.#attemptsOf(input), signal);
      return messages.map(() => outcome);
    }
  }

  #content(message: Message) {
    const design = this.#design;
    if (design.service !== "sqs-fifo") return { MessageBody: message.body };
    return {
      MessageBody: message.body,
      MessageGroupId: message.routingKey,
      ...(design.deduplication === "content" ? {} : { MessageDeduplicationId: message.id }),
    };
  }

  #accepted(result: {
    readonly SequenceNumber?: string | undefined;
    readonly MessageId?: string | undefined;
  }): PublishOutcome {
    const position = result.SequenceNumber ?? result.MessageId ?? "";
    return { type: "accepted", lane: this.#lane, position };
  }

  #bill(payloadBytes: number): void {
    this.#billedRequests += sqsBilledRequests(payloadBytes);
  }
}
