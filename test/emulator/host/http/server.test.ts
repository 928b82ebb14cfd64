import { connect as connectHttp2 } from "node:http2";

import {
  CreateStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  KinesisClient,
  PutRecordCommand,
} from "@aws-sdk/client-kinesis";
import {
  CreateQueueCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { expect, test, vi } from "vitest";

import { shardId, sleep } from "../../rig.ts";
import { served } from "./served.ts";

const credentials = { accessKeyId: "test", secretAccessKey: "test" };

function config(url: string) {
  return { endpoint: url, region: "us-east-1", credentials };
}

for (const [version, handler] of [
  ["HTTP/2, the client's default", {}],
  ["HTTP/1.1", { requestHandler: new NodeHttpHandler() }],
] as const) {
  test(`the SDK puts and gets records over ${version}`, async () => {
    await using server = await served();
    const kinesis = new KinesisClient({ ...config(server.url), ...handler });
    await kinesis.send(new CreateStreamCommand({ StreamName: "s", ShardCount: 1 }));
    await server.untilActive("s");
    const put = { StreamName: "s", PartitionKey: "k", Data: Buffer.from("hello") };
    const { SequenceNumber } = await kinesis.send(new PutRecordCommand(put));
    const start = {
      StreamName: "s",
      ShardId: shardId(0),
      ShardIteratorType: "TRIM_HORIZON",
    } as const;
    const { ShardIterator } = await kinesis.send(new GetShardIteratorCommand(start));
    const { Records } = await kinesis.send(new GetRecordsCommand({ ShardIterator }));
    expect(Records?.map((record) => Buffer.from(record.Data ?? "").toString())).toEqual(["hello"]);
    expect(Records?.[0]?.SequenceNumber).toBe(SequenceNumber);
    kinesis.destroy();
  });
}

test("the SDK reaches a queue by the URL it is given, under the name it asked for", async () => {
  await using server = await served();
  const url = server.url.replace("127.0.0.1", "localhost");
  const sqs = new SQSClient(config(url));
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "q" }));
  expect(QueueUrl).toBe(`${url}/000000000000/q`);
  expect((await sqs.send(new GetQueueUrlCommand({ QueueName: "q" }))).QueueUrl).toBe(QueueUrl);
  expect((await sqs.send(new ListQueuesCommand({}))).QueueUrls).toEqual([QueueUrl]);
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "hello" }));
  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
  expect(Messages?.map(({ Body }) => Body)).toEqual(["hello"]);
  sqs.destroy();
});

test("a long poll is answered by the message that comes", async () => {
  await using server = await served();
  const QueueUrl = await server.queue("q");
  const waiting = server.sqs("ReceiveMessage", { QueueUrl, WaitTimeSeconds: 20 });
  await vi.waitFor(() => expect(server.emulator.nextAtMs()).toBeDefined());
  await server.sqs("SendMessage", { QueueUrl, MessageBody: "x" });
  expect((await waiting).json).toMatchObject({ Messages: [{ Body: "x" }] });
});

test("a caller that hangs up during its long poll takes no message", async () => {
  await using server = await served();
  const QueueUrl = await server.queue("q");
  const gone = new AbortController();
  const input = { QueueUrl, WaitTimeSeconds: 20 };
  const aborted = server.sqs("ReceiveMessage", input, { signal: gone.signal });
  await vi.waitFor(() => expect(server.emulator.nextAtMs()).toBeDefined());
  gone.abort();
  await expect(aborted).rejects.toThrow("aborted");
  await vi.waitFor(() => expect(server.emulator.nextAtMs()).toBeUndefined());
  await server.sqs("SendMessage", { QueueUrl, MessageBody: "x" });
  const { json } = await server.sqs("ReceiveMessage", { QueueUrl });
  expect(json).toMatchObject({ Messages: [{ Body: "x" }] });
});

test("many requests share one HTTP/2 connection", async () => {
  await using server = await served();
  const session = connectHttp2(server.url);
  const answers = Array.from(
    { length: 200 },
    () =>
      new Promise<string>((resolve, reject) => {
        const stream = session.request({
          ":method": "POST",
          "x-amz-target": "AmazonSQS.ListQueues",
          "content-type": "application/x-amz-json-1.0",
        });
        let text = "";
        stream.setEncoding("utf8");
        stream.on("data", (chunk: string) => (text += chunk));
        stream.on("end", () => resolve(text));
        stream.on("error", reject);
        stream.end("{}");
      }),
  );
  expect(new Set(await Promise.all(answers))).toEqual(new Set(["{}"]));
  session.close();
});

test("a lost response breaks the connection after the record is stored; the SDK tries again", async () => {
  for (const handler of [{}, { requestHandler: new NodeHttpHandler() }]) {
    await using server = await served({
      faults: [{ kind: "lost-response", actions: ["PutRecord"], nth: 1 }],
    });
    const kinesis = new KinesisClient({ ...config(server.url), ...handler });
    await kinesis.send(new CreateStreamCommand({ StreamName: "s", ShardCount: 1 }));
    await server.untilActive("s");
    const put = { StreamName: "s", PartitionKey: "k", Data: Buffer.from("x") };
    const { $metadata } = await kinesis.send(new PutRecordCommand(put));
    expect($metadata.attempts).toBe(2);
    const start = { StreamName: "s", ShardId: shardId(0), ShardIteratorType: "TRIM_HORIZON" };
    const iterator = (await server.kinesis("GetShardIterator", start)).json;
    const read = await server.kinesis("GetRecords", iterator);
    expect(read.json["Records"]).toHaveLength(2);
    kinesis.destroy();
  }
});

test("latency passes before an answer, and a caller that leaves meanwhile is not seen", async () => {
  const second = { p50Ms: 600_000, p99Ms: 600_000 };
  await using server = await served({
    latency: {
      source: "test",
      services: { kinesis: second, sqs: second },
      actions: {},
      requestShare: { min: 1, max: 1 },
      kinesisPropagationMs: 0,
      kinesisFanOutPropagationMs: 0,
    },
  });
  const handle = vi.spyOn(server.emulator, "handle");
  const signal = AbortSignal.timeout(200);
  await expect(server.sqs("CreateQueue", { QueueName: "q" }, { signal })).rejects.toThrow();
  expect(handle).not.toHaveBeenCalled();
});

test("closing answers long polls with nothing, ends idle connections and frees the port", async () => {
  const server = await served();
  const QueueUrl = await server.queue("q");
  const waiting = server.sqs("ReceiveMessage", { QueueUrl, WaitTimeSeconds: 20 });
  await vi.waitFor(() => expect(server.emulator.nextAtMs()).toBeDefined());
  const session = connectHttp2(server.url);
  await new Promise((resolve) => session.once("connect", resolve));
  await server.close();
  expect((await waiting).json).toEqual({});
  expect(session.closed || session.destroyed).toBe(true);
  await sleep(0);
  await expect(fetch(`${server.url}/health`)).rejects.toThrow();
});
