/** The same requests as a run of the harness makes, by the SDK alone: nothing is recorded but how long a send took. */
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

import {
  CreateStreamCommand,
  DeleteStreamCommand,
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  KinesisClient,
  ListShardsCommand,
  PutRecordCommand,
} from "@aws-sdk/client-kinesis";
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";

import type { KinesisDesign, Scenario, SqsDesign } from "../../src/scenario/scenario.ts";
import { httpHandler } from "../../src/targets/http-settings.ts";
import type { TargetAddress } from "../../src/targets/target.ts";
import type { Plan } from "../../src/workload/event.ts";
import { encodePayload } from "../../src/workload/payload.ts";
import { planWorkload } from "../../src/workload/plan.ts";
import { type Figures, startCpu } from "./figures.ts";

/** The harness waits for late copies at the end of a run; so long, too, does this. */
const lingerMs = 5000;

type Send = (truckId: string, seq: number) => Promise<unknown>;

/** A stream or queue that is there. */
interface Opened {
  readonly send: Send;
  readonly consume: (signal: AbortSignal) => Promise<unknown>;
  readonly received: () => number;
  readonly remove: () => Promise<unknown>;
}

export async function bareLoop(scenario: Scenario, address: TargetAddress): Promise<Figures> {
  const plan = planWorkload(scenario.workload, 1, () => "");
  const body = encodePayload(plan.nextOf(plan.trucks[0]!, 0), plan.payloadBytes);
  const { design } = scenario;
  const requestHandler = httpHandler();
  const config = {
    region: address.region,
    endpoint: address.kinesisEndpoint!,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    requestHandler,
  };
  const name = `overhead-bare-${randomUUID()}`;
  const opened =
    design.service === "kinesis"
      ? await openStream(new KinesisClient(config), name, design, body)
      : await openQueue(
          new SQSClient({ ...config, useQueueUrlAsEndpoint: false }),
          name,
          consumersOf(design),
          body,
        );
  const stop = new AbortController();
  try {
    const cpu = startCpu();
    const consuming = opened.consume(stop.signal);
    const took: number[] = [];
    const sent = await sendAll(plan, opened.send, took);
    while (opened.received() < took.length) await sleep(100);
    await sleep(lingerMs);
    const cpuMs = cpu();
    stop.abort();
    await consuming;
    took.sort((a, b) => a - b);
    return {
      perSecond: (sent * 1000) / plan.durationMs,
      p50Ms: took[took.length >> 1] ?? Number.NaN,
      cpuMsPerEvent: cpuMs / took.length,
    };
  } finally {
    await opened.remove();
    requestHandler.destroy();
  }
}

function consumersOf({ consumers: [consumer] }: SqsDesign): number {
  return consumer !== undefined && "count" in consumer ? consumer.count : 1;
}

/** Each truck sends its next event when the last one is acknowledged. Gives the number acknowledged in time. */
async function sendAll(plan: Plan, send: Send, took: number[]): Promise<number> {
  const startMs = performance.now();
  let inTime = 0;
  const truck = async (truckId: string): Promise<void> => {
    for (let seq = 0; performance.now() - startMs < plan.durationMs; seq += 1) {
      const sentMs = performance.now();
      await send(truckId, seq);
      const ackedMs = performance.now();
      took.push(ackedMs - sentMs);
      if (ackedMs - startMs <= plan.durationMs) inTime += 1;
    }
  };
  await Promise.all(plan.trucks.map(truck));
  return inTime;
}

async function openStream(
  client: KinesisClient,
  StreamName: string,
  { shards, consumers }: KinesisDesign,
  body: string,
): Promise<Opened> {
  const [consumer] = consumers;
  const pollMs = consumer !== undefined && "pollMs" in consumer ? (consumer.pollMs ?? 1000) : 1000;
  const ShardCount = shards === "on-demand" ? undefined : shards;
  await client.send(new CreateStreamCommand({ StreamName, ShardCount }));
  for (;;) {
    const { StreamDescriptionSummary } = await client.send(
      new DescribeStreamSummaryCommand({ StreamName }),
    );
    if (StreamDescriptionSummary?.StreamStatus === "ACTIVE") break;
    await sleep(500);
  }
  const { Shards = [] } = await client.send(new ListShardsCommand({ StreamName }));
  const Data = Buffer.from(body);
  let received = 0;
  const read = async (ShardId: string | undefined, signal: AbortSignal): Promise<void> => {
    await sleep(Math.random() * pollMs);
    const first = await client.send(
      new GetShardIteratorCommand({ StreamName, ShardId, ShardIteratorType: "TRIM_HORIZON" }),
    );
    let ShardIterator = first.ShardIterator;
    while (!signal.aborted) {
      const nextMs = performance.now() + pollMs;
      const output = await client.send(new GetRecordsCommand({ ShardIterator, Limit: 10_000 }));
      ShardIterator = output.NextShardIterator;
      received += output.Records?.length ?? 0;
      await sleep(Math.max(0, nextMs - performance.now()));
    }
  };
  return {
    send: (PartitionKey) => client.send(new PutRecordCommand({ StreamName, PartitionKey, Data })),
    consume: (signal) => Promise.all(Shards.map(({ ShardId }) => read(ShardId, signal))),
    received: () => received,
    remove: () => client.send(new DeleteStreamCommand({ StreamName })),
  };
}

async function openQueue(
  client: SQSClient,
  name: string,
  consumers: number,
  body: string,
): Promise<Opened> {
  const { QueueUrl } = await client.send(
    new CreateQueueCommand({ QueueName: `${name}.fifo`, Attributes: { FifoQueue: "true" } }),
  );
  let received = 0;
  const remove = (handles: readonly (string | undefined)[]) => {
    const [ReceiptHandle] = handles;
    if (handles.length === 1) {
      return client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
    const Entries = handles.map((handle, index) => ({ Id: String(index), ReceiptHandle: handle }));
    return client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
  };
  const consume = async (abortSignal: AbortSignal): Promise<void> => {
    while (!abortSignal.aborted) {
      const { Messages = [] } = await client
        .send(
          new ReceiveMessageCommand({
            QueueUrl,
            MaxNumberOfMessages: 10,
            WaitTimeSeconds: 20,
            MessageSystemAttributeNames: ["SequenceNumber", "MessageGroupId"],
          }),
          { abortSignal },
        )
        .catch((error: unknown) => {
          if (abortSignal.aborted) return { Messages: [] };
          throw error;
        });
      if (Messages.length > 0) await remove(Messages.map(({ ReceiptHandle }) => ReceiptHandle));
      received += Messages.length;
    }
  };
  return {
    send: (MessageGroupId, seq) =>
      client.send(
        new SendMessageCommand({
          QueueUrl,
          MessageBody: body,
          MessageGroupId,
          MessageDeduplicationId: `${MessageGroupId}#${seq}`,
        }),
      ),
    consume: (signal) => Promise.all(Array.from({ length: consumers }, () => consume(signal))),
    received: () => received,
    remove: () => client.send(new DeleteQueueCommand({ QueueUrl })),
  };
}
