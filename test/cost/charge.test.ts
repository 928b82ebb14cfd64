import { describe, expect, it } from "vitest";

import {
  answerUsd,
  asksForEncryption,
  attemptUsd,
  pushedUsd,
  streamHourUsd,
} from "../../src/cost/charge.ts";
import { billedGb, priceLevelOf, prices } from "../../src/cost/prices.ts";

const kinesis = (action: string, input: object) =>
  attemptUsd({ service: "kinesis", action, input }, false);
const sqs = (action: string, input: object) => ({ service: "sqs", action, input }) as const;
const fifo = { QueueUrl: "http://sqs/1/q.fifo" };
const unit = prices.kinesisPutUnitsPerMillion / 1e6;
const request = prices.sqsFifoPerMillion / 1e6;

describe("an attempt costs", () => {
  it("a PUT payload unit for each 25 KB of each record, its key counted", () => {
    const Data = new Uint8Array(25 * 1024 - 3);
    expect(kinesis("PutRecord", { Data, PartitionKey: "abc" })).toBeCloseTo(unit, 12);
    expect(kinesis("PutRecord", { Data, PartitionKey: "abcd" })).toBeCloseTo(2 * unit, 12);
    const Records = [
      { Data, PartitionKey: "é" },
      { Data: new Uint8Array(1), PartitionKey: "b" },
    ];
    expect(kinesis("PutRecords", { Records })).toBeCloseTo(2 * unit, 12);
  });

  it("nothing where Kinesis bills nothing", () => {
    expect(kinesis("GetRecords", { ShardIterator: "x" })).toBe(0);
    expect(kinesis("ListStreams", {})).toBe(0);
  });

  it("a request for each 64 KB of what SQS is sent, of a batch in all; the queue decides the price", () => {
    expect(attemptUsd(sqs("ReceiveMessage", fifo), false)).toBeCloseTo(request, 12);
    const MessageBody = "é".repeat(40_000);
    expect(attemptUsd(sqs("SendMessage", { ...fifo, MessageBody }), false)).toBeCloseTo(
      2 * request,
      12,
    );
    const MessageAttributes = { a: { DataType: "String", StringValue: "x".repeat(65_536) } };
    const described = { ...fifo, MessageBody: "a", MessageAttributes };
    expect(attemptUsd(sqs("SendMessage", described), false)).toBeCloseTo(2 * request, 12);
    const Entries = Array.from({ length: 10 }, () => ({ MessageBody: "x".repeat(10_000) }));
    expect(attemptUsd(sqs("SendMessageBatch", { ...fifo, Entries }), false)).toBeCloseTo(
      2 * request,
      12,
    );
    const standard = { QueueUrl: "http://sqs/1/q" };
    expect(attemptUsd(sqs("DeleteMessage", standard), false)).toBeCloseTo(
      prices.sqsStandardPerMillion / 1e6,
      12,
    );
  });

  it("what was received besides", () => {
    const receive = sqs("ReceiveMessage", fifo);
    const Messages = [{ Body: "x".repeat(60_000) }, { Body: "x".repeat(60_000) }];
    expect(answerUsd(receive, { Messages }, false)).toBeCloseTo(request, 12);
    expect(answerUsd(receive, {}, false)).toBe(0);
  });

  it("on-demand, by the KB in and by the GB out", () => {
    const record = { Data: new Uint8Array(1025), PartitionKey: "" };
    const put = { service: "kinesis", action: "PutRecord", input: record } as const;
    expect(attemptUsd(put, true)).toBeCloseTo(
      (2048 / billedGb) * prices.kinesisOnDemandPerGbIn,
      12,
    );
    const get = { service: "kinesis", action: "GetRecords", input: {} } as const;
    const out = (1025 / billedGb) * prices.kinesisOnDemandPerGbOut;
    expect(answerUsd(get, { Records: [record] }, true)).toBeCloseTo(out, 12);
    expect(answerUsd(get, { Records: [record] }, false)).toBe(0);
  });
});

it("a key of KMS is what a stream is given, or a queue that it is named for", () => {
  const asks = (action: string, input: object) =>
    asksForEncryption({ service: "sqs", action, input });
  expect(asks("StartStreamEncryption", {})).toBe(true);
  expect(asks("CreateQueue", { Attributes: { KmsMasterKeyId: "alias/aws/sqs" } })).toBe(true);
  expect(asks("SetQueueAttributes", { Attributes: { KmsMasterKeyId: "" } })).toBe(false);
  expect(asks("CreateQueue", { Attributes: { DelaySeconds: "1" } })).toBe(false);
  expect(asks("CreateQueue", {})).toBe(false);
});

it("a stream costs by shards and by its consumers of enhanced fan-out, and these by what is pushed", () => {
  expect(streamHourUsd({ shards: 4, consumers: 0, isOnDemand: false })).toBeCloseTo(0.06, 12);
  expect(streamHourUsd({ shards: 4, consumers: 2, isOnDemand: false })).toBeCloseTo(0.18, 12);
  expect(streamHourUsd({ shards: 4, consumers: 2, isOnDemand: true })).toBe(0.04);
  expect(pushedUsd([{ Data: new Uint8Array(billedGb / 1024) }], false)).toBeCloseTo(
    prices.kinesisFanOutPerGb / 1024,
    12,
  );
});

it("of a Region whose prices are not known it is said loudly, and more is taken than in the one that is", () => {
  const known = priceLevelOf("us-east-1");
  expect(known.factor).toBe(1);
  expect(known.basis).toMatch(/^by the published prices of .*, us-east-1, read second-hand$/);
  const { factor, basis } = priceLevelOf("sa-east-1");
  expect(factor).toBeGreaterThan(1);
  expect(basis).toMatch(/^THE PRICES OF sa-east-1 ARE NOT KNOWN HERE: .*us-east-1.*times 2/);
});
