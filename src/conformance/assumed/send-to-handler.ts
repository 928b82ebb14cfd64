/**
 * The published experiment on the model: one message about once a second through the unmodified SDK, and an event source mapping as
 * Lambda has it: five long polls of a queue, or one reader of a shard that polls once a second or subscribes, batches of one. From the
 * send to the handler's start; how long an invocation takes is assumed too, and no part of the model.
 */
import {
  CreateStreamCommand,
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type KinesisClient,
  PutRecordCommand,
  RegisterStreamConsumerCommand,
  SubscribeToShardCommand,
} from "@aws-sdk/client-kinesis";
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";

import { inVirtualTime } from "../../clock/virtual-time.ts";
import type { ModelOptions } from "../../emulator/assumed/model-options.ts";
import { drawMs } from "../../emulator/latency.ts";
import { type Random, seededRandom } from "../../random.ts";
import { present, sleep } from "../expect.ts";
import { inProcess } from "../places.ts";
import type { EndToEnd, Path } from "./published.ts";

/** A warm invocation, until the handler runs: *assumed*, what is left of the published times over all parts. */
export const invocation = { p50Ms: 3, p99Ms: 12 } as const;

const pollers = 5;
const pollEveryMs = 1000;
const shardId = "shardId-000000000000";
const StreamName = "sends";

export interface SendToHandlerOptions {
  readonly seed: number;
  readonly messages: number;
  readonly model?: ModelOptions;
}

/** Quantiles of the time from the send to the handler. */
export async function sendToHandler(path: Path, options: SendToHandlerOptions): Promise<EndToEnd> {
  const { seed, messages, model } = options;
  const samples = await inVirtualTime(seed, async () => {
    using clients = inProcess(seed, model);
    const trial = new Trial(seed, messages);
    if (path === "sqs-standard" || path === "sqs-fifo") {
      await throughQueue(clients.sqs, path === "sqs-fifo", trial);
    } else {
      await throughShard(clients.kinesis, path === "kinesis-fan-out", trial);
    }
    return trial.samples;
  });
  const sorted = samples.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.ceil(share * sorted.length) - 1] ?? NaN;
  return { p10Ms: at(0.1), p50Ms: at(0.5), p90Ms: at(0.9), p99Ms: at(0.99) };
}

/** When each message was sent, and how long it took to the handler. */
class Trial {
  readonly samples: number[] = [];
  readonly messages: number;
  readonly #random: Random;
  readonly #sentMs = new Map<string, number>();

  constructor(seed: number, messages: number) {
    this.messages = messages;
    this.#random = seededRandom(seed, "send-to-handler");
  }

  get isOver(): boolean {
    return this.samples.length >= this.messages;
  }

  /** Sends them one after the other, half a second to one and a half apart. */
  async sendAll(send: (name: string) => Promise<unknown>): Promise<void> {
    for (let index = 0; index < this.messages; index += 1) {
      await sleep(500 + 1000 * this.#random());
      this.#sentMs.set(`${index}`, performance.now());
      await send(`${index}`);
    }
  }

  /** The message is there: the handler is invoked, once for each. */
  async invoke(name: string): Promise<void> {
    const sentMs = this.#sentMs.get(name);
    if (sentMs === undefined) return;
    this.#sentMs.delete(name);
    await sleep(drawMs(invocation, this.#random));
    this.samples.push(performance.now() - sentMs);
  }
}

async function throughQueue(sqs: SQSClient, isFifo: boolean, trial: Trial): Promise<void> {
  const created = await sqs.send(
    new CreateQueueCommand({
      QueueName: isFifo ? "sends.fifo" : "sends",
      ...(isFifo && { Attributes: { FifoQueue: "true" } }),
    }),
  );
  const QueueUrl = present(created.QueueUrl, "QueueUrl");
  const poll = async (): Promise<void> => {
    while (!trial.isOver) {
      const receive = new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 });
      const { Messages = [] } = await sqs.send(receive);
      for (const { Body, ReceiptHandle } of Messages) {
        await trial.invoke(present(Body, "Body"));
        await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      }
    }
  };
  const polls = Array.from({ length: pollers }, poll);
  await trial.sendAll((name) =>
    sqs.send(
      new SendMessageCommand({
        QueueUrl,
        MessageBody: name,
        ...(isFifo && { MessageGroupId: name, MessageDeduplicationId: name }),
      }),
    ),
  );
  await Promise.all(polls);
}

async function throughShard(
  kinesis: KinesisClient,
  isPushed: boolean,
  trial: Trial,
): Promise<void> {
  await kinesis.send(new CreateStreamCommand({ StreamName, ShardCount: 1 }));
  await sleep(60_000);
  const reading = isPushed
    ? subscribed(kinesis, trial, await registered(kinesis))
    : polled(kinesis, trial);
  // The reader is there before the first record.
  await sleep(5000);
  await trial.sendAll((name) =>
    kinesis.send(new PutRecordCommand({ StreamName, PartitionKey: name, Data: Buffer.from(name) })),
  );
  await reading;
}

/** One read a second, the next a second after the last began. */
async function polled(kinesis: KinesisClient, trial: Trial): Promise<void> {
  const iterator = new GetShardIteratorCommand({
    StreamName,
    ShardId: shardId,
    ShardIteratorType: "LATEST",
  });
  let { ShardIterator } = await kinesis.send(iterator);
  while (!trial.isOver) {
    const beganMs = performance.now();
    const page = await kinesis.send(new GetRecordsCommand({ ShardIterator }));
    ShardIterator = page.NextShardIterator;
    for (const { PartitionKey } of page.Records ?? []) {
      await trial.invoke(present(PartitionKey, "PartitionKey"));
    }
    await sleep(Math.max(0, beganMs + pollEveryMs - performance.now()));
  }
}

/** Pushed by one subscription after the other: each lasts five minutes. */
async function subscribed(
  kinesis: KinesisClient,
  trial: Trial,
  ConsumerARN: string,
): Promise<void> {
  let from: string | undefined;
  while (!trial.isOver) {
    const { EventStream } = await kinesis.send(
      new SubscribeToShardCommand({
        ConsumerARN,
        ShardId: shardId,
        StartingPosition:
          from === undefined
            ? { Type: "LATEST" }
            : { Type: "AFTER_SEQUENCE_NUMBER", SequenceNumber: from },
      }),
    );
    for await (const { SubscribeToShardEvent: event } of present(EventStream, "EventStream")) {
      from = event?.ContinuationSequenceNumber ?? from;
      for (const { PartitionKey } of event?.Records ?? []) {
        await trial.invoke(present(PartitionKey, "PartitionKey"));
      }
      if (trial.isOver) break;
    }
  }
}

async function registered(kinesis: KinesisClient): Promise<string> {
  const summary = await kinesis.send(new DescribeStreamSummaryCommand({ StreamName }));
  const StreamARN = summary.StreamDescriptionSummary?.StreamARN;
  const command = new RegisterStreamConsumerCommand({ StreamARN, ConsumerName: "handler" });
  const { Consumer } = await kinesis.send(command);
  await sleep(60_000);
  return present(Consumer?.ConsumerARN, "ConsumerARN");
}
