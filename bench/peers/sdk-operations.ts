import { KinesisClient, PutRecordCommand } from "@aws-sdk/client-kinesis";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { NodeHttpHandler } from "@smithy/node-http-handler";

import { cpuMeter } from "./cpu-meter.ts";
import { StreamName } from "./kinesis-operations.ts";
import type { Driven, Server } from "./load.ts";
import { connections, type Operation, text } from "./operation.ts";
import { expectStored, withQueue } from "./sqs-operations.ts";

const config = (endpoint: string) => ({
  endpoint,
  region: "us-east-1",
  credentials: { accessKeyId: "bench", secretAccessKey: "bench" },
  requestHandler: new NodeHttpHandler({ httpAgent: { maxSockets: connections } }),
});

/** How often per second so many callers at once get an answer through the SDK. */
async function callers(
  { pid }: Server,
  forMs: number,
  send: () => Promise<unknown>,
): Promise<Driven> {
  const spent = cpuMeter(pid);
  const began = performance.now();
  let answers = 0;
  const one = async (): Promise<void> => {
    while (performance.now() < began + forMs) {
      await send();
      answers += 1;
    }
  };
  await Promise.all(Array.from({ length: connections }, one));
  const perSecond = (answers * 1000) / (performance.now() - began);
  return { answers, perSecond, ...spent() };
}

async function put(server: Server, forMs: number): Promise<Driven> {
  const client = new KinesisClient(config(server.url));
  const input = { StreamName, PartitionKey: "truck_1", Data: Buffer.from(text) };
  const driven = await callers(server, forMs, async () => {
    const { SequenceNumber } = await client.send(new PutRecordCommand(input));
    if (SequenceNumber === undefined) throw new Error("PutRecord gave no sequence number");
  });
  client.destroy();
  return driven;
}

/** The SDK compares the MD5 of what it sent by itself. */
async function send(server: Server, QueueUrl: string, forMs: number): Promise<Driven> {
  const client = new SQSClient(config(server.url));
  const input = { QueueUrl, MessageBody: text };
  const driven = await callers(server, forMs, () => client.send(new SendMessageCommand(input)));
  client.destroy();
  return driven;
}

export const sdkOperations: readonly Operation[] = [
  { name: "PutRecord, SDK", service: "kinesis", run: put, runBare: put },
  {
    name: "SendMessage, SDK",
    service: "sqs",
    run: (server, forMs) =>
      withQueue(server, async (QueueUrl) => {
        const driven = await send(server, QueueUrl, forMs);
        await expectStored(server, QueueUrl, driven.answers);
        return driven;
      }),
    runBare: (server, forMs) => send(server, `${server.url}/000000000000/bench-1`, forMs),
  },
];
