import { CreateStreamCommand, PutRecordCommand } from "@aws-sdk/client-kinesis";
import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { HttpRequest } from "@smithy/core/transport";
import { expect, test, vi } from "vitest";

import { inVirtualTime } from "../../../src/clock/virtual-time.ts";
import { noLatency } from "../../../src/emulator/assumed/latency-profiles.ts";
import { Emulator } from "../../../src/emulator/emulator.ts";
import { requestHandler } from "../../../src/emulator/host/request-handler.ts";
import { clients, epochMs, sleep } from "../rig.ts";

const attributes = { FifoQueue: "true", ContentBasedDeduplication: "true" };

async function fifo(aws: ReturnType<typeof clients>): Promise<string> {
  const create = new CreateQueueCommand({ QueueName: "q.fifo", Attributes: attributes });
  return (await aws.sqs.send(create)).QueueUrl ?? "";
}

function post(target: string, body: string | Uint8Array): HttpRequest {
  return new HttpRequest({ method: "POST", headers: { "x-amz-target": target }, body });
}

test("a long poll is answered when a message arrives, after the travel times only", async () => {
  const waitedMs = await inVirtualTime(1, async () => {
    const aws = clients({ latency: noLatency });
    const QueueUrl = await fifo(aws);
    const startMs = Date.now();
    const receiving = aws.sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }));
    await sleep(3000);
    await aws.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "x", MessageGroupId: "g" }));
    expect((await receiving).Messages?.[0]?.Body).toBe("x");
    return Date.now() - startMs;
  });
  expect(waitedMs).toBe(3000);
});

test("a long poll on an empty queue ends, empty, when its time is over", async () => {
  const waitedMs = await inVirtualTime(1, async () => {
    const aws = clients({ latency: noLatency });
    const QueueUrl = await fifo(aws);
    const startMs = Date.now();
    const command = new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 });
    expect((await aws.sqs.send(command)).Messages).toBeUndefined();
    return Date.now() - startMs;
  });
  expect(waitedMs).toBe(20_000);
});

test("a long poll gets a message whose visibility timeout ends meanwhile", async () => {
  const waitedMs = await inVirtualTime(1, async () => {
    const aws = clients({ latency: noLatency });
    const QueueUrl = await fifo(aws);
    await aws.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "x", MessageGroupId: "g" }));
    const startMs = Date.now();
    await aws.sqs.send(new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout: 7 }));
    const command = new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 });
    expect((await aws.sqs.send(command)).Messages).toHaveLength(1);
    return Date.now() - startMs;
  });
  expect(waitedMs).toBe(7000);
});

test("an aborted long poll takes no message", async () => {
  const body = await inVirtualTime(1, async () => {
    const aws = clients({ latency: noLatency });
    const QueueUrl = await fifo(aws);
    const gone = new AbortController();
    const aborted = aws.sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }), {
      abortSignal: gone.signal,
    });
    const failure = expect(aborted).rejects.toMatchObject({ name: "AbortError" });
    await sleep(1000);
    gone.abort();
    await failure;
    await aws.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "x", MessageGroupId: "g" }));
    const { Messages } = await aws.sqs.send(new ReceiveMessageCommand({ QueueUrl }));
    return Messages?.[0]?.Body;
  });
  expect(body).toBe("x");
});

test("a request aborted on the way is never seen by the service", async () => {
  await inVirtualTime(1, async () => {
    const aws = clients();
    await aws.kinesis.send(new CreateStreamCommand({ StreamName: "s", ShardCount: 1 }));
    await sleep(2000);
    const seen = vi.spyOn(aws.emulator, "handle");
    const gone = new AbortController();
    const put = { StreamName: "s", PartitionKey: "k", Data: Buffer.from("x") };
    const sending = aws.kinesis.send(new PutRecordCommand(put), { abortSignal: gone.signal });
    const failure = expect(sending).rejects.toMatchObject({ name: "AbortError" });
    gone.abort();
    await failure;
    await sleep(1000);
    expect(seen).not.toHaveBeenCalled();
  });
});

test("many long polls share one timer", async () => {
  const timers = await inVirtualTime(1, async () => {
    const aws = clients({ latency: noLatency });
    const QueueUrl = await fifo(aws);
    const set = vi.spyOn(globalThis, "setTimeout");
    const polls = Array.from({ length: 50 }, () =>
      aws.sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 })),
    );
    await Promise.all(polls);
    const count = set.mock.calls.length;
    set.mockRestore();
    return count;
  });
  expect(timers).toBe(1);
});

test("concurrent requests overtake each other under the default latency", async () => {
  const numbers = await inVirtualTime(1, async () => {
    const aws = clients();
    await aws.kinesis.send(new CreateStreamCommand({ StreamName: "s", ShardCount: 1 }));
    await sleep(6000);
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => {
        const put = { StreamName: "s", PartitionKey: "k", Data: Buffer.from("x") };
        return aws.kinesis.send(new PutRecordCommand(put));
      }),
    );
    return answers.map(({ SequenceNumber }) => BigInt(SequenceNumber ?? 0));
  });
  const isSorted = numbers.every(
    (number, index) => index === 0 || number > (numbers[index - 1] ?? 0n),
  );
  expect(isSorted).toBe(false);
  expect(new Set(numbers).size).toBe(50);
});

test.each([
  ["Kinesis_20131202.PutRecord", "{not json", "SerializationException"],
  ["Kinesis_20131202.PutRecord", "[]", "SerializationException"],
  ["Kinesis_20131202.PutRecord", '{"StreamName": 7}', "SerializationException"],
  ["Kinesis_20131202.PutRecord", "{}", "ValidationException"],
  ["Kinesis_20131202.MakeCoffee", "{}", "UnknownOperationException"],
])("%s with the body %s answers %s", async (target, body, type) => {
  const emulator = new Emulator({ seed: 1, startMs: epochMs, latency: noLatency });
  const handler = requestHandler(emulator, "kinesis");
  const { response } = await handler.handle(post(target, body));
  expect(response.statusCode).toBe(400);
  expect(JSON.parse(Buffer.from(response.body).toString())).toMatchObject({ __type: type });
});

test("an SQS error carries the modelled type and the code of the query protocol", async () => {
  const emulator = new Emulator({ seed: 1, startMs: epochMs, latency: noLatency });
  const handler = requestHandler(emulator, "sqs");
  const { response } = await handler.handle(post("AmazonSQS.GetQueueUrl", '{"QueueName":"no"}'));
  expect(response.headers).toMatchObject({
    "content-type": "application/x-amz-json-1.0",
    "x-amzn-query-error": "AWS.SimpleQueueService.NonExistentQueue;Sender",
  });
  expect(response.body).toBeInstanceOf(Uint8Array);
  expect(JSON.parse(Buffer.from(response.body).toString()).__type).toBe(
    "com.amazonaws.sqs#QueueDoesNotExist",
  );
});
