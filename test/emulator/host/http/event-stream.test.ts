import { connect as connectHttp2 } from "node:http2";

import {
  CreateStreamCommand,
  KinesisClient,
  PutRecordsCommand,
  RegisterStreamConsumerCommand,
  SubscribeToShardCommand,
} from "@aws-sdk/client-kinesis";
import { expect, test, vi } from "vitest";

import { Subscription } from "../../../../src/emulator/subscription.ts";
import { shardId } from "../../rig.ts";
import { served } from "./served.ts";

type Served = Awaited<ReturnType<typeof served>>;

/** A stream with one shard, and a consumer of it. */
async function consumer(server: Served) {
  const kinesis = new KinesisClient({
    endpoint: server.url,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  await kinesis.send(new CreateStreamCommand({ StreamName: "s", ShardCount: 1 }));
  await server.untilActive("s");
  const { json } = await server.kinesis("DescribeStreamSummary", { StreamName: "s" });
  const StreamARN = (json["StreamDescriptionSummary"] as { StreamARN: string }).StreamARN;
  const register = new RegisterStreamConsumerCommand({ StreamARN, ConsumerName: "c" });
  const ConsumerARN = (await kinesis.send(register)).Consumer?.ConsumerARN ?? "";
  await vi.waitFor(
    async () => {
      const { text } = await server.kinesis("DescribeStreamConsumer", { ConsumerARN });
      if (!text.includes('"ACTIVE"')) throw new Error(text);
    },
    { timeout: 30_000, interval: 50 },
  );
  return { kinesis, ConsumerARN };
}

function subscription(ConsumerARN: string) {
  return { ConsumerARN, ShardId: shardId(0), StartingPosition: { Type: "TRIM_HORIZON" } } as const;
}

async function put(kinesis: KinesisClient, bytes: number, count: number): Promise<void> {
  const record = { PartitionKey: "k", Data: Buffer.alloc(bytes, "x") };
  const Records = Array.from({ length: count }, () => record);
  await kinesis.send(new PutRecordsCommand({ StreamName: "s", Records }));
}

test("records are pushed to the SDK over HTTP/2 until the server closes", async () => {
  await using server = await served();
  const { kinesis, ConsumerARN } = await consumer(server);
  const command = new SubscribeToShardCommand(subscription(ConsumerARN));
  const { EventStream } = await kinesis.send(command);
  await put(kinesis, 10, 2);
  let records = 0;
  for await (const { SubscribeToShardEvent } of EventStream ?? []) {
    records += SubscribeToShardEvent?.Records?.length ?? 0;
    if (records === 2) void server.close();
  }
  expect(records).toBe(2);
  kinesis.destroy();
});

test("a caller that leaves ends its subscription", async () => {
  await using server = await served();
  const { kinesis, ConsumerARN } = await consumer(server);
  const gone = new AbortController();
  const response = await fetch(server.url, {
    method: "POST",
    signal: gone.signal,
    headers: {
      "x-amz-target": "Kinesis_20131202.SubscribeToShard",
      "content-type": "application/x-amz-json-1.1",
    },
    body: JSON.stringify(subscription(ConsumerARN)),
  });
  expect(response.headers.get("content-type")).toBe("application/vnd.amazon.eventstream");
  const { value } = (await response.body?.getReader().read()) ?? {};
  expect(Buffer.from(value ?? []).toString("latin1")).toContain("initial-response");
  expect(server.emulator.nextAtMs()).toBeDefined();
  gone.abort();
  await vi.waitFor(() => expect(server.emulator.nextAtMs()).toBeUndefined());
  kinesis.destroy();
});

test("a caller that does not read is not sent more than its windows hold", async () => {
  await using server = await served({ quotas: "off" });
  const { kinesis, ConsumerARN } = await consumer(server);
  const session = connectHttp2(server.url);
  const stream = session.request({
    ":method": "POST",
    "x-amz-target": "Kinesis_20131202.SubscribeToShard",
    "content-type": "application/x-amz-json-1.1",
  });
  stream.end(JSON.stringify(subscription(ConsumerARN)));
  await new Promise((resolve) => stream.once("response", resolve));
  stream.pause();
  const pushed = vi.spyOn(Subscription.prototype, "push");
  for (let call = 0; call < 10; call += 1) await put(kinesis, 40_000, 100);
  await vi.waitFor(() => expect(pushed.mock.contexts[0]).toMatchObject({ isPaused: true }));
  const records = pushed.mock.calls.flatMap(
    ([, event]) => (event as { Records: readonly object[] }).Records,
  );
  expect(records.length).toBeGreaterThan(0);
  expect(records.length).toBeLessThan(1000);
  pushed.mockRestore();
  stream.destroy();
  session.destroy();
  kinesis.destroy();
});
