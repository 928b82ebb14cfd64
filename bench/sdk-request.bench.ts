/**
 * Requests through the unmodified SDK to the embedded target, against the same requests to a handler that answers a constant: the
 * difference is what the service model costs. In virtual time, where waiting costs nothing and only CPU counts.
 */
import { createHash } from "node:crypto";

import { CreateStreamCommand, KinesisClient, PutRecordCommand } from "@aws-sdk/client-kinesis";
import { CreateQueueCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { HttpResponse } from "@smithy/core/protocols";

import { inVirtualTime } from "../src/clock/virtual-time.ts";
import { Emulator } from "../src/emulator/emulator.ts";
import { requestHandler } from "../src/emulator/host/request-handler.ts";
import { printRatio } from "./ratio.ts";

const operations = 1000;
const body = "x".repeat(200);
const Data = Buffer.from(body);
const config = {
  region: "us-east-1",
  endpoint: "https://bench.invalid",
  credentials: { accessKeyId: "bench", secretAccessKey: "bench" },
};

/** Answers everything with this JSON, at once. */
function constant(answer: object) {
  const bytes = Buffer.from(JSON.stringify(answer));
  return {
    handle: async () => ({
      response: new HttpResponse({ statusCode: 200, headers: {}, body: bytes }),
    }),
  };
}

type Send = () => Promise<unknown>;

/** Makes a client and sends the same request so many times, one after the other. */
function repeated(start: () => Promise<Send>): () => Promise<void> {
  return async () => {
    await inVirtualTime(1, async () => {
      const send = await start();
      for (let index = 0; index < operations; index += 1) await send();
    });
  };
}

function emulator(): Emulator {
  return new Emulator({ seed: 1, startMs: Date.now(), quotas: "off" });
}

async function putToModel(): Promise<Send> {
  const client = new KinesisClient({
    ...config,
    requestHandler: requestHandler(emulator(), "kinesis"),
  });
  await client.send(new CreateStreamCommand({ StreamName: "bench", ShardCount: 5 }));
  await new Promise((resolve) => setTimeout(resolve, 60_000));
  return putWith(client);
}

function putWith(client: KinesisClient): Send {
  const input = { StreamName: "bench", PartitionKey: "truck_1", Data };
  return () => client.send(new PutRecordCommand(input));
}

async function sendToModel(): Promise<Send> {
  const client = new SQSClient({ ...config, requestHandler: requestHandler(emulator(), "sqs") });
  const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName: "bench" }));
  return sendWith(client, QueueUrl ?? "");
}

function sendWith(client: SQSClient, QueueUrl: string): Send {
  return () => client.send(new SendMessageCommand({ QueueUrl, MessageBody: body }));
}

const constantPut = constant({ ShardId: "shardId-000000000000", SequenceNumber: "1" });
const constantSend = constant({
  MessageId: "1",
  MD5OfMessageBody: createHash("md5").update(body).digest("hex"),
});

await printRatio(
  { name: "PutRecord to the embedded target", operations, run: repeated(putToModel) },
  {
    name: "PutRecord to a constant answer",
    operations,
    run: repeated(async () =>
      putWith(new KinesisClient({ ...config, requestHandler: constantPut })),
    ),
  },
);
await printRatio(
  { name: "SendMessage to the embedded target", operations, run: repeated(sendToModel) },
  {
    name: "SendMessage to a constant answer",
    operations,
    run: repeated(async () =>
      sendWith(
        new SQSClient({ ...config, requestHandler: constantSend }),
        "https://bench.invalid/q",
      ),
    ),
  },
);
