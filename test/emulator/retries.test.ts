/**
 * The table of facts/aws.md 6.3: what SDK retries do to order and duplicates, records 1..6 of one key, a fault on record 3.
 * Measured there with the unmodified SDK against scripted servers; here the model must give the same.
 */
import {
  CreateStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  PutRecordCommand,
  PutRecordsCommand,
} from "@aws-sdk/client-kinesis";
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from "@aws-sdk/client-sqs";
import { describe, expect, test } from "vitest";

import { inVirtualTime } from "../../src/clock/virtual-time.ts";
import { noLatency } from "../../src/emulator/assumed/latency-profiles.ts";
import type { Fault } from "../../src/emulator/emulator.ts";
import { clients, shardId, sleep } from "./rig.ts";

type Clients = ReturnType<typeof clients>;
const numbers = [1, 2, 3, 4, 5, 6];
const StreamName = "trucks";

/** A constant 10 ms each way: requests arrive in the order they are sent, as in the recorded runs. */
const steady = {
  ...noLatency,
  services: { kinesis: { p50Ms: 20, p99Ms: 20 }, sqs: { p50Ms: 20, p99Ms: 20 } },
};

const throttleThird: Fault[] = [
  { kind: "throttle", actions: ["PutRecord", "PutRecords", "SendMessage"], nth: 3 },
];
const loseThirdAnswer: Fault[] = [
  { kind: "lost-response", actions: ["PutRecord", "SendMessage"], nth: 3 },
];

/** Runs a Kinesis producer and gives what the shard then holds, in its order. */
async function logAfter(
  faults: readonly Fault[],
  produce: (aws: Clients) => Promise<unknown>,
): Promise<string> {
  return inVirtualTime(1, async () => {
    const aws = clients({ faults, latency: steady });
    await aws.kinesis.send(new CreateStreamCommand({ StreamName, ShardCount: 1 }));
    await sleep(2000);
    await produce(aws);
    const { ShardIterator } = await aws.kinesis.send(
      new GetShardIteratorCommand({
        StreamName,
        ShardId: shardId(0),
        ShardIteratorType: "TRIM_HORIZON",
      }),
    );
    const { Records = [] } = await aws.kinesis.send(new GetRecordsCommand({ ShardIterator }));
    return Records.map(({ Data }) => Buffer.from(Data ?? []).toString()).join(" ");
  });
}

function put(aws: Clients, number: number): Promise<unknown> {
  const Data = Buffer.from(`${number}`);
  return aws.kinesis.send(new PutRecordCommand({ StreamName, PartitionKey: "truck_1", Data }));
}

async function putAll(
  aws: Clients,
  rest: (failedIndexes: number[], sent: number[]) => number[],
): Promise<void> {
  let left = numbers;
  while (left.length > 0) {
    const Records = left.map((number) => ({
      PartitionKey: "truck_1",
      Data: Buffer.from(`${number}`),
    }));
    const answer = await aws.kinesis.send(new PutRecordsCommand({ StreamName, Records }));
    const failed = (answer.Records ?? []).flatMap((r, index) => (r.ErrorCode ? [index] : []));
    left = failed.length === 0 ? [] : rest(failed, left);
  }
}

/** Runs a FIFO producer and gives what a consumer then receives, in its order. */
async function receivedAfter(
  faults: readonly Fault[],
  produce: (aws: Clients, send: (number: number) => Promise<unknown>) => Promise<unknown>,
): Promise<string> {
  return inVirtualTime(1, async () => {
    const aws = clients({ faults, latency: steady });
    const { QueueUrl } = await aws.sqs.send(
      new CreateQueueCommand({ QueueName: "trucks.fifo", Attributes: { FifoQueue: "true" } }),
    );
    await produce(aws, (number) =>
      aws.sqs.send(
        new SendMessageCommand({
          QueueUrl,
          MessageBody: `${number}`,
          MessageGroupId: "truck_1",
          MessageDeduplicationId: `truck_1#${number}`,
        }),
      ),
    );
    const received: string[] = [];
    for (;;) {
      const { Messages = [] } = await aws.sqs.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
      );
      if (Messages.length === 0) return received.join(" ");
      for (const { Body = "", ReceiptHandle } of Messages) {
        received.push(Body);
        await aws.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      }
    }
  });
}

async function serially(act: (number: number) => Promise<unknown>): Promise<void> {
  for (const number of numbers) await act(number);
}

function concurrently(act: (number: number) => Promise<unknown>): Promise<unknown> {
  return Promise.all(numbers.map(act));
}

describe("a throttle on record 3", () => {
  test("leaves serial PutRecord in order", async () => {
    const log = await logAfter(throttleThird, (aws) => serially((n) => put(aws, n)));
    expect(log).toBe("1 2 3 4 5 6");
  });
  test("moves record 3 behind its successors when six puts are in flight", async () => {
    const log = await logAfter(throttleThird, (aws) => concurrently((n) => put(aws, n)));
    expect(log).toBe("1 2 4 5 6 3");
  });
  test("moves record 3 to the end when PutRecords resends what failed", async () => {
    const log = await logAfter(throttleThird, (aws) =>
      putAll(aws, (failed, sent) => failed.map((index) => sent[index] ?? 0)),
    );
    expect(log).toBe("1 2 4 5 6 3");
  });
  test("duplicates the tail when PutRecords resends from the first failure on", async () => {
    const log = await logAfter(throttleThird, (aws) =>
      putAll(aws, ([first], sent) => sent.slice(first)),
    );
    expect(log).toBe("1 2 4 5 6 3 4 5 6");
  });
  test("leaves serial FIFO sends in order", async () => {
    expect(await receivedAfter(throttleThird, (_, send) => serially(send))).toBe("1 2 3 4 5 6");
  });
  test("reorders concurrent FIFO sends: FIFO does not repair it", async () => {
    expect(await receivedAfter(throttleThird, (_, send) => concurrently(send))).toBe("1 2 4 5 6 3");
  });
});

describe("the answer to record 3 lost after it was accepted", () => {
  test("duplicates it in place with serial PutRecord", async () => {
    const log = await logAfter(loseThirdAnswer, (aws) => serially((n) => put(aws, n)));
    expect(log).toBe("1 2 3 3 4 5 6");
  });
  test("duplicates it at the end with concurrent PutRecord", async () => {
    const log = await logAfter(loseThirdAnswer, (aws) => concurrently((n) => put(aws, n)));
    expect(log).toBe("1 2 3 4 5 6 3");
  });
  test("leaves no trace on serial FIFO sends: the deduplication id catches it", async () => {
    expect(await receivedAfter(loseThirdAnswer, (_, send) => serially(send))).toBe("1 2 3 4 5 6");
  });
  test("leaves no trace on concurrent FIFO sends: the first place is kept", async () => {
    expect(await receivedAfter(loseThirdAnswer, (_, send) => concurrently(send))).toBe(
      "1 2 3 4 5 6",
    );
  });
});
