/** What is measured: one operation, driven against one server, in operations (or messages) per second. */
import { KinesisClient, PutRecordCommand } from "@aws-sdk/client-kinesis";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { NodeHttpHandler } from "@smithy/node-http-handler";

import type { ServiceName } from "../../src/emulator/service-name.ts";
import { drive, type Script } from "./load.ts";
import { call, request } from "./requests.ts";

const connections = 32;
const text = "x".repeat(200);
const Data = Buffer.from(text).toString("base64");
const StreamName = "bench";

export interface Operation {
  readonly name: string;
  readonly service: ServiceName;
  /** Bytes of one answer: the bare server answers as many. Undefined: there is no limit to compare with. */
  readonly answerBytes?: number;
  readonly connections?: number;
  readonly run: (url: string, forMs: number) => Promise<number>;
  /** A request like the operation's, for the bare server. */
  readonly like?: (path: string) => Buffer;
}

/** Makes the stream that all operations of Kinesis share, with a hundred records to read. */
export async function prepare(url: string): Promise<void> {
  await call(url, "kinesis", "CreateStream", { StreamName, ShardCount: 2 });
  const untilMs = Date.now() + 30_000;
  for (;;) {
    const answer = await call(url, "kinesis", "DescribeStream", { StreamName });
    if (JSON.stringify(answer).includes('"ACTIVE"')) break;
    if (Date.now() > untilMs) throw new Error(`${url}: the stream does not become active`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const record = { PartitionKey: "truck_1", ExplicitHashKey: "0", Data };
  const Records = Array.from({ length: 100 }, () => record);
  await call(url, "kinesis", "PutRecords", { StreamName, Records });
}

/** The same request again and again. */
const repeat =
  (bytes: Buffer): (() => Script) =>
  () =>
  () =>
    bytes;

const putRecord = { StreamName, PartitionKey: "truck_1", Data };
const putRecords = {
  StreamName,
  Records: Array.from({ length: 500 }, (_, index) => ({ PartitionKey: `truck_${index}`, Data })),
};
const batch = {
  Entries: Array.from({ length: 10 }, (_, index) => ({ Id: `${index}`, MessageBody: text })),
};
const queueUrl = (url: string, name: string) => `${url}/000000000000/${name}`;

function kinesisOperation(
  name: string,
  input: object,
  answerBytes: number,
  lines = connections,
): Operation {
  const [action = ""] = name.split(" ");
  return {
    name,
    service: "kinesis",
    answerBytes,
    connections: lines,
    like: (path) => request("kinesis", action, input, path),
    run: (url, forMs) => {
      const script = repeat(request("kinesis", action, input));
      return drive({ url, connections: lines, forMs, script });
    },
  };
}

async function getRecords(url: string, forMs: number): Promise<number> {
  const shards = await call(url, "kinesis", "DescribeStream", { StreamName });
  const description = shards["StreamDescription"] as { Shards: { ShardId: string }[] };
  const { ShardIterator } = await call(url, "kinesis", "GetShardIterator", {
    StreamName,
    ShardId: description.Shards[0]?.ShardId,
    ShardIteratorType: "TRIM_HORIZON",
  });
  const script = repeat(request("kinesis", "GetRecords", { ShardIterator, Limit: 100 }));
  return drive({ url, connections, forMs, script });
}

let queues = 0;

/** A queue for one measurement, deleted afterwards, so that what one leaves behind does not slow down the next. */
async function withQueue(
  url: string,
  measure: (QueueUrl: string) => Promise<number>,
): Promise<number> {
  const QueueName = `bench-${(queues += 1)}`;
  const { QueueUrl } = await call(url, "sqs", "CreateQueue", { QueueName });
  const rate = await measure(QueueUrl as string);
  await call(url, "sqs", "DeleteQueue", { QueueUrl });
  return rate;
}

function sendOperation(action: string, input: object, answerBytes: number): Operation {
  const like = (QueueUrl: string, path: string) =>
    request("sqs", action, { QueueUrl, ...input }, path);
  return {
    name: action,
    service: "sqs",
    answerBytes,
    like: (path) => like(queueUrl("http://127.0.0.1:4566", "bench"), path),
    run: (url, forMs) =>
      withQueue(url, (QueueUrl) => {
        const script = repeat(like(QueueUrl, new URL(QueueUrl).pathname));
        return drive({ url, connections, forMs, script });
      }),
  };
}

/** Each message is received by itself and deleted; a message is two calls. */
async function receiveAndDelete(url: string, QueueUrl: string, forMs: number): Promise<number> {
  const fill = request("sqs", "SendMessageBatch", { QueueUrl, ...batch });
  let left = 2000;
  const filler = () => () => ((left -= 1) < 0 ? undefined : fill);
  await drive({ url, connections, forMs: 60_000, script: filler });
  const receive = request("sqs", "ReceiveMessage", { QueueUrl, VisibilityTimeout: 600 });
  const script = (): Script => {
    let isReceived = false;
    return (answer) => {
      isReceived = !isReceived && answer !== undefined;
      if (!isReceived) return receive;
      const handle = /"ReceiptHandle":"([^"]+)"/.exec(answer ?? "")?.[1];
      if (handle === undefined) return undefined;
      return request("sqs", "DeleteMessage", { QueueUrl, ReceiptHandle: handle });
    };
  };
  return (await drive({ url, connections, forMs, script, readsAnswers: true })) / 2;
}

const config = (endpoint: string) => ({
  endpoint,
  region: "us-east-1",
  credentials: { accessKeyId: "bench", secretAccessKey: "bench" },
  requestHandler: new NodeHttpHandler({ httpAgent: { maxSockets: connections } }),
});

/** How often per second so many callers at once get an answer through the SDK. */
async function callers(forMs: number, send: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  let answers = 0;
  const one = async (): Promise<void> => {
    while (performance.now() < began + forMs) {
      await send();
      answers += 1;
    }
  };
  await Promise.all(Array.from({ length: connections }, one));
  return (answers * 1000) / (performance.now() - began);
}

async function putThroughSdk(url: string, forMs: number): Promise<number> {
  const client = new KinesisClient(config(url));
  const input = { StreamName, PartitionKey: "truck_1", Data: Buffer.from(text) };
  const rate = await callers(forMs, () => client.send(new PutRecordCommand(input)));
  client.destroy();
  return rate;
}

async function sendThroughSdk(url: string, QueueUrl: string, forMs: number): Promise<number> {
  const client = new SQSClient(config(url));
  const input = { QueueUrl, MessageBody: text };
  const rate = await callers(forMs, () => client.send(new SendMessageCommand(input)));
  client.destroy();
  return rate;
}

export const operations: readonly Operation[] = [
  kinesisOperation("PutRecord", putRecord, 114),
  // A slow server has to end what was begun: few calls at once.
  kinesisOperation("PutRecords x 500", putRecords, 54_000, 4),
  {
    name: "GetRecords x 100",
    service: "kinesis",
    answerBytes: 43_000,
    like: (path) => request("kinesis", "GetRecords", { ShardIterator: "x".repeat(100) }, path),
    run: getRecords,
  },
  sendOperation("SendMessage", { MessageBody: text }, 106),
  sendOperation("SendMessageBatch", batch, 1200),
  {
    name: "ReceiveMessage + DeleteMessage",
    service: "sqs",
    run: (url, forMs) => withQueue(url, (QueueUrl) => receiveAndDelete(url, QueueUrl, forMs)),
  },
  { name: "PutRecord, SDK", service: "kinesis", run: putThroughSdk },
  {
    name: "SendMessage, SDK",
    service: "sqs",
    run: (url, forMs) => withQueue(url, (QueueUrl) => sendThroughSdk(url, QueueUrl, forMs)),
  },
];

/** The operation's requests against the bare server. */
export function runBare(
  operation: Operation,
  url: string,
  forMs: number,
): Promise<number> | undefined {
  const { like, answerBytes } = operation;
  if (like === undefined || answerBytes === undefined) return undefined;
  const script = repeat(like(`/${answerBytes}`));
  return drive({ url, connections: operation.connections ?? connections, forMs, script });
}
