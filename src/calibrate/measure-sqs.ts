/** What a target takes for the calls of SQS, at low load: one message or one batch at a time, far below every quota of AWS. */
import {
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueUrlCommand,
  ListQueueTagsCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";

import type { ChannelContext } from "../broker/broker.ts";
import { createQueue, deleteQueue } from "../broker/sqs/queue-life.ts";
import { resolveDesign } from "../scenario/resolve.ts";
import type { SqsDesign } from "../scenario/scenario.ts";
import type { Sampler } from "./sampler.ts";

const pauseMs = 20;
const batchEntries = 10;
/** A queue may give nothing although something is there. */
const mostReceives = 20;
const mostControlSamples = 50;
const body = "x".repeat(200);

export interface SqsRig {
  readonly client: SQSClient;
  readonly context: ChannelContext;
  readonly sampler: Sampler;
  readonly samples: number;
  readonly signal: AbortSignal;
}

interface Queue extends SqsRig {
  readonly QueueUrl: string;
  readonly isFifo: boolean;
  /** The action's name in the measurements. */
  readonly what: (action: string) => string;
}

/** Marks what was measured on a standard queue. */
export const onStandardQueue = " (standard queue)";

/** Creates a queue of each kind, measures, and deletes them again, whatever happens. Rejects where there is no SQS. */
export async function measureSqs(rig: SqsRig): Promise<void> {
  for (const service of ["sqs-fifo", "sqs-standard"] as const) await measureQueue(rig, service);
}

async function measureQueue(rig: SqsRig, service: SqsDesign["service"]): Promise<void> {
  const { client, context, signal } = rig;
  const design = resolveDesign({ service, producer: { kind: "serial" }, consumers: [] });
  const QueueUrl = await createQueue(client, design, context, signal);
  const isFifo = service === "sqs-fifo";
  const what = (action: string): string => `sqs.${action}${isFifo ? "" : onStandardQueue}`;
  const queue: Queue = { ...rig, QueueUrl, isFifo, what };
  try {
    signal.throwIfAborted();
    await oneByOne(queue);
    await byBatch(queue);
    if (isFifo) await askControlPlane(queue);
  } finally {
    await deleteQueue(client, QueueUrl, context);
  }
}

async function oneByOne(queue: Queue): Promise<void> {
  const { client, QueueUrl, sampler, samples, context, signal, what } = queue;
  const action = what("SendMessage, ReceiveMessage and DeleteMessage");
  await sampler.repeat(action, samples, async (index) => {
    await context.sleep(pauseMs, signal);
    await sampler.time(what("SendMessage"), (options) =>
      client.send(
        new SendMessageCommand({ QueueUrl, MessageBody: body, ...place(queue, `one-${index}`) }),
        options,
      ),
    );
    for (const { ReceiptHandle } of await received(queue, 1)) {
      await sampler.time(what("DeleteMessage"), (options) =>
        client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }), options),
      );
    }
  });
}

async function byBatch(queue: Queue): Promise<void> {
  const { client, QueueUrl, sampler, samples, context, signal, what } = queue;
  const action = what("SendMessageBatch, ReceiveMessage and DeleteMessageBatch");
  await sampler.repeat(action, samples, async (index) => {
    await context.sleep(pauseMs, signal);
    const entries = Array.from({ length: batchEntries }, (_, entry) => ({
      Id: String(entry),
      MessageBody: body,
      ...place(queue, `batch-${index}-${entry}`),
    }));
    await sampler.time(what("SendMessageBatch"), (options) =>
      client.send(new SendMessageBatchCommand({ QueueUrl, Entries: entries }), options),
    );
    const messages = await received(queue, batchEntries);
    const Entries = messages.map(({ ReceiptHandle }, entry) => ({
      Id: String(entry),
      ReceiptHandle,
    }));
    await sampler.time(what("DeleteMessageBatch"), (options) =>
      client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }), options),
    );
  });
}

/** Group and deduplication id, where the queue has them. */
function place({ isFifo }: Queue, id: string) {
  return isFifo ? { MessageGroupId: id, MessageDeduplicationId: id } : {};
}

/** Receives until as many are there as were sent. Only a receive that finds something is a sample: another one may have waited. */
async function received(queue: Queue, count: number): Promise<readonly Message[]> {
  const { client, QueueUrl, sampler, signal, what } = queue;
  const messages: Message[] = [];
  for (let tries = 0; tries < mostReceives && messages.length < count; tries += 1) {
    const send = (options: { readonly abortSignal: AbortSignal }) =>
      client.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: count, WaitTimeSeconds: 0 }),
        options,
      );
    const { output } = await sampler.time(
      what("ReceiveMessage"),
      send,
      ({ Messages = [] }) => Messages.length > 0,
    );
    messages.push(...(output.Messages ?? []));
    signal.throwIfAborted();
  }
  if (messages.length === 0) throw new Error(`no message came in ${mostReceives} receives`);
  return messages;
}

async function askControlPlane({
  client,
  QueueUrl,
  sampler,
  samples,
  context,
  signal,
}: Queue): Promise<void> {
  const count = Math.min(samples, mostControlSamples);
  const ask = (what: string, send: Parameters<Sampler["time"]>[1]) =>
    sampler.repeat(what, count, async () => {
      await context.sleep(pauseMs, signal);
      await sampler.time(what, send);
    });
  const QueueName = QueueUrl.split("/").at(-1) ?? "";
  await ask("sqs.GetQueueUrl", (options) =>
    client.send(new GetQueueUrlCommand({ QueueName }), options),
  );
  await ask("sqs.ListQueueTags", (options) =>
    client.send(new ListQueueTagsCommand({ QueueUrl }), options),
  );
}
