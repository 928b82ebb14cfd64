import { networkInterfaces } from "node:os";

import {
  CreateStreamCommand,
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  KinesisClient,
  PutRecordCommand,
  SubscribeToShardCommand,
} from "@aws-sdk/client-kinesis";
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { expect, test } from "vitest";

import type { EmulatorOptions } from "../../../../src/emulator/emulator.ts";
import type { ServeOptions } from "../../../../src/emulator/host/http/server.ts";
import { type Served, served } from "./served.ts";

const credentials = { accessKeyId: "x", secretAccessKey: "x" };
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

function withClock(options: Partial<EmulatorOptions> = {}, more: ServeOptions = {}) {
  return served(options, { clock: true, ...more });
}

async function advance(server: Served, by: string) {
  const answer = await server.request({ method: "POST" }, `/clock?advance=${by}`);
  expect(answer.status, answer.text).toBe(200);
  return answer.json as { now: string; nowMs: number };
}

/** Both clients of the SDK, and the clock. */
async function rig(options: Partial<EmulatorOptions> = {}) {
  const server = await withClock(options);
  const config = { endpoint: server.url, region: "us-east-1", credentials };
  const [sqs, kinesis] = [new SQSClient(config), new KinesisClient(config)];
  return {
    server,
    sqs,
    kinesis,
    pass: (by: string) => advance(server, by),
    [Symbol.asyncDispose]: async () => {
      sqs.destroy();
      kinesis.destroy();
      await server.close();
    },
  };
}

test("the deduplication window of five minutes ends when the time is moved past it", async () => {
  await using it = await rig();
  const { sqs, pass } = it;
  const Attributes = { FifoQueue: "true" };
  const made = await sqs.send(new CreateQueueCommand({ QueueName: "q.fifo", Attributes }));
  const send = new SendMessageCommand({
    QueueUrl: made.QueueUrl,
    MessageBody: "m",
    MessageGroupId: "g",
    MessageDeduplicationId: "d",
  });
  const first = await sqs.send(send);
  await pass("4m50s");
  expect((await sqs.send(send)).MessageId).toBe(first.MessageId);
  await pass("11s");
  expect((await sqs.send(send)).MessageId).not.toBe(first.MessageId);
});

test("a message is hidden for twelve hours at most, and is there again after them", async () => {
  await using it = await rig();
  const { sqs, pass } = it;
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "q" }));
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "m" }));
  const receive = new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout: 43_200 });
  const ReceiptHandle = (await sqs.send(receive)).Messages?.[0]?.ReceiptHandle;
  await pass("11h");
  const longer = { QueueUrl, ReceiptHandle, VisibilityTimeout: 7200 };
  await expect(sqs.send(new ChangeMessageVisibilityCommand(longer))).rejects.toThrow(
    "Total VisibilityTimeout for the message is beyond the limit",
  );
  await pass("59m");
  expect((await sqs.send(receive)).Messages).toBeUndefined();
  await pass("1m");
  expect((await sqs.send(receive)).Messages?.[0]?.Body).toBe("m");
});

test("a record is gone after 24 hours", async () => {
  await using it = await rig();
  const { kinesis, pass } = it;
  const StreamName = "s";
  await kinesis.send(new CreateStreamCommand({ StreamName, ShardCount: 1 }));
  await pass("1m");
  const { StreamDescriptionSummary: made } = await kinesis.send(
    new DescribeStreamSummaryCommand({ StreamName }),
  );
  expect(made?.StreamStatus).toBe("ACTIVE");
  const Data = Buffer.from("m");
  const { ShardId } = await kinesis.send(
    new PutRecordCommand({ StreamName, PartitionKey: "k", Data }),
  );
  const read = async () => {
    const from = { StreamName, ShardId, ShardIteratorType: "TRIM_HORIZON" } as const;
    const { ShardIterator } = await kinesis.send(new GetShardIteratorCommand(from));
    return (await kinesis.send(new GetRecordsCommand({ ShardIterator }))).Records?.length;
  };
  await pass("23h59m");
  expect(await read()).toBe(1);
  await pass("1m1s");
  expect(await read()).toBe(0);
});

test("what is due happens in the order of its instants: a poll that ends before a message is there does not get it", async () => {
  await using it = await rig();
  const { server, pass } = it;
  const QueueUrl = await server.queue("q");
  const poll = async (WaitTimeSeconds: number) =>
    (await server.sqs("ReceiveMessage", { QueueUrl, WaitTimeSeconds })).text;
  const answers: Promise<string>[] = [];
  for (const seconds of [3, 20, 20]) {
    answers.push(poll(seconds));
    // So that they come in this order: a receive that does not wait has been answered since.
    await server.sqs("ListQueues", {});
  }
  await server.sqs("SendMessage", { QueueUrl, MessageBody: "m", DelaySeconds: 6 });
  await pass("1h");
  const [short, first, second] = await Promise.all(answers);
  expect(short).toBe("{}");
  expect(first).toContain('"Body":"m"');
  expect(second).toBe("{}");
});

test("requests that are on their way arrive at their own instants", async () => {
  const slow = { p50Ms: 30_000, p99Ms: 30_000 };
  const latency = {
    source: "test",
    services: { kinesis: slow, sqs: slow },
    actions: {},
    requestShare: { min: 0.5, max: 0.5 },
    kinesisPropagationMs: 0,
    kinesisFanOutPropagationMs: 0,
  };
  await using it = await rig({ latency });
  const { server, pass } = it;
  const before = (await server.request({}, "/clock")).json as { nowMs: number };
  const created = server.sqs("CreateQueue", { QueueName: "q" });
  await server.request({}, "/health");
  await pass("31s");
  const QueueUrl = String((await created).json["QueueUrl"]);
  const asked = server.sqs("GetQueueAttributes", { QueueUrl, AttributeNames: ["All"] });
  await server.request({}, "/health");
  await pass("31s");
  const { Attributes } = (await asked).json as { Attributes: Record<string, string> };
  const arrivedMs = Number(Attributes["CreatedTimestamp"]) * 1000 - before.nowMs;
  expect(arrivedMs).toBeGreaterThanOrEqual(13_000);
  expect(arrivedMs).toBeLessThan(29_000);
});

test("a subscription has its heartbeats and its end after five minutes", async () => {
  await using it = await rig();
  const { kinesis, pass } = it;
  await kinesis.send(new CreateStreamCommand({ StreamName: "s", ShardCount: 1 }));
  await pass("1m");
  const { server } = it;
  const registered = await server.kinesis("RegisterStreamConsumer", {
    StreamARN: "arn:aws:kinesis:us-east-1:000000000000:stream/s",
    ConsumerName: "c",
  });
  const { ConsumerARN } = registered.json["Consumer"] as { ConsumerARN: string };
  await pass("1m");
  const { EventStream } = await kinesis.send(
    new SubscribeToShardCommand({
      ConsumerARN,
      ShardId: "shardId-000000000000",
      StartingPosition: { Type: "LATEST" },
    }),
  );
  await pass("5m1s");
  let events = 0;
  for await (const { SubscribeToShardEvent } of EventStream ?? []) {
    if (SubscribeToShardEvent !== undefined) events += 1;
  }
  expect(events).toBeGreaterThanOrEqual(59);
  expect(events).toBeLessThanOrEqual(61);
});

test("the time is told and moved by exactly what was asked for, in a query or a form", async () => {
  await using server = await withClock();
  const told = async (init: RequestInit, path: string) =>
    Number((await server.request(init, path)).json["nowMs"]);
  let beforeMs = await told({}, "/clock");
  for (const [init, path] of [
    [{ method: "POST" }, "/clock?advance=1d2h3m4s5ms"],
    [{ method: "POST", body: new URLSearchParams({ advance: "1d2h3m4s5ms" }) }, "/clock"],
  ] as const) {
    const nowMs = await told(init, path);
    expect(nowMs - beforeMs).toBeGreaterThanOrEqual(26 * hourMs + 3 * minuteMs + 4005);
    expect(nowMs - beforeMs).toBeLessThan(26 * hourMs + 4 * minuteMs);
    beforeMs = nowMs;
  }
});

test("the function of the server moves the time as the call does", async () => {
  await using server = await withClock();
  const beforeMs = Number((await server.request({}, "/clock")).json["nowMs"]);
  server.advance(hourMs);
  const nowMs = Number((await server.request({}, "/clock")).json["nowMs"]);
  expect(nowMs - beforeMs).toBeGreaterThanOrEqual(hourMs);
  expect(() => server.advance(-1)).toThrow("cannot be moved by -1 ms");
  expect(() => server.advance(Number.NaN)).toThrow("cannot be moved by NaN ms");
});

test.each(["", "5", "-5m", "5 minutes", "1e3s", "5x", "0.5h", "9".repeat(500)])(
  "%j is no time, and is refused",
  async (by) => {
    await using server = await withClock();
    const { status, text } = await server.request(
      { method: "POST" },
      `/clock?advance=${encodeURIComponent(by)}`,
    );
    expect(status).toBe(400);
    expect(text).toContain("must be a time such as 500ms, 5m or 1d2h");
  },
);

test("no move is longer than 366 days, and none leads beyond 2100", async () => {
  await using server = await withClock();
  const post = (by: string) => server.request({ method: "POST" }, `/clock?advance=${by}`);
  expect((await post("367d")).text).toContain("by 366 days at most");
  server.advance(Date.UTC(2099, 11, 31) - Date.now());
  expect((await post("2d")).text).toContain("does not go beyond 2100");
  expect((await post("1h")).status).toBe(200);
});

test("without the option, from a web page and from another machine nothing is moved", async () => {
  await using plain = await served();
  const without = await plain.request({ method: "POST" }, "/clock?advance=5m");
  expect([without.status, without.text]).toEqual([
    404,
    expect.stringContaining("convoy serve --clock"),
  ]);
  expect(() => plain.advance(1)).toThrow("cannot be moved");
  await using server = await withClock({}, { host: "0.0.0.0" });
  const page = await server.request(
    { method: "POST", headers: { origin: "https://evil.example" } },
    "/clock?advance=5m",
  );
  expect(page.status).toBe(403);
  const other = Object.values(networkInterfaces())
    .flat()
    .find((one) => one?.family === "IPv4" && !one.internal)?.address;
  if (other === undefined) return;
  const { port } = new URL(server.url);
  const far = await fetch(`http://${other}:${port}/clock?advance=5m`, { method: "POST" });
  expect([far.status, await far.text()]).toEqual([
    403,
    expect.stringContaining("on the server's own machine only"),
  ]);
  expect((await advance(server, "5m")).nowMs).toBeGreaterThan(Date.now() + 4 * minuteMs);
});
