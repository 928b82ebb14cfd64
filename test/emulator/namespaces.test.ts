import { KinesisClient, ListStreamsCommand } from "@aws-sdk/client-kinesis";
import { CreateQueueCommand, ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { describe, expect, test } from "vitest";

import { inVirtualTime } from "../../src/clock/virtual-time.ts";
import { noLatency } from "../../src/emulator/assumed/latency-profiles.ts";
import {
  Emulator,
  ServiceError,
  type ServiceName,
  type Signer,
} from "../../src/emulator/emulator.ts";
import { requestHandler } from "../../src/emulator/host/request-handler.ts";
import { signerOf } from "../../src/emulator/host/signer.ts";
import { calmStandardQueue } from "../../src/emulator/sqs/queue/standard-shelf.ts";
import { base64, epochMs, shardId } from "./rig.ts";

const here: Signer = { region: "us-east-1" };
const abroad: Signer = { region: "eu-west-1" };
const other: Signer = { region: "us-east-1", accountId: "111122223333" };

/** Answers are read as the tests need them. */
// oxlint-disable-next-line typescript/no-explicit-any
type Answer = any;

function model(namespaces: "one" | "separate") {
  const emulator = new Emulator({
    seed: 1,
    startMs: epochMs,
    latency: noLatency,
    standardQueue: calmStandardQueue,
    namespaces,
  });
  let nowMs = epochMs;
  const call =
    (service: ServiceName) => (signer: Signer | undefined, action: string, input: object) =>
      emulator.handle(service, action, input, nowMs, signer) as Answer;
  const pass = (ms: number): void => {
    nowMs += ms;
    emulator.advance(nowMs);
  };
  return { emulator, kinesis: call("kinesis"), sqs: call("sqs"), pass };
}

function nameOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof ServiceError) return error.name;
    throw error;
  }
  return "nothing";
}

describe("where accounts and Regions are apart", () => {
  test("queues of one name are of their own, with URLs, ARNs, messages and ids of their own", () => {
    const { sqs } = model("separate");
    const seen = [here, abroad, other].map((signer) => {
      const { QueueUrl } = sqs(signer, "CreateQueue", { QueueName: "q" });
      const { MessageId } = sqs(signer, "SendMessage", { QueueUrl, MessageBody: "x" });
      const { QueueArn } = sqs(signer, "GetQueueAttributes", {
        QueueUrl,
        AttributeNames: ["All"],
      }).Attributes;
      return { QueueUrl, QueueArn, MessageId };
    });
    expect(seen.map(({ QueueUrl }) => QueueUrl)).toEqual([
      "https://sqs.us-east-1.amazonaws.com/000000000000/q",
      "https://sqs.eu-west-1.amazonaws.com/000000000000/q",
      "https://sqs.us-east-1.amazonaws.com/111122223333/q",
    ]);
    expect(seen.map(({ QueueArn }) => QueueArn)).toEqual([
      "arn:aws:sqs:us-east-1:000000000000:q",
      "arn:aws:sqs:eu-west-1:000000000000:q",
      "arn:aws:sqs:us-east-1:111122223333:q",
    ]);
    expect(new Set(seen.map(({ MessageId }) => MessageId)).size).toBe(3);
    for (const signer of [here, abroad, other]) {
      expect(sqs(signer, "ListQueues", {}).QueueUrls).toHaveLength(1);
    }
    expect(nameOf(() => sqs({ region: "ap-south-1" }, "GetQueueUrl", { QueueName: "q" }))).toBe(
      "QueueDoesNotExist",
    );
  });

  test("the account in a queue URL, and a queue's owner, go before the signer's; the Region is the signer's", () => {
    const { sqs } = model("separate");
    const { QueueUrl } = sqs(other, "CreateQueue", { QueueName: "theirs" });
    expect(nameOf(() => sqs(here, "GetQueueUrl", { QueueName: "theirs" }))).toBe(
      "QueueDoesNotExist",
    );
    const owned = { QueueName: "theirs", QueueOwnerAWSAccountId: "111122223333" };
    expect(sqs(here, "GetQueueUrl", owned)).toEqual({ QueueUrl });
    sqs(here, "SendMessage", { QueueUrl, MessageBody: "across" });
    expect(sqs(other, "ReceiveMessage", { QueueUrl }).Messages).toMatchObject([{ Body: "across" }]);
    expect(nameOf(() => sqs(abroad, "SendMessage", { QueueUrl, MessageBody: "x" }))).toBe(
      "QueueDoesNotExist",
    );
  });

  test("streams of one name are of their own; an ARN names the account, and its Region must be the signer's", () => {
    const { kinesis, pass } = model("separate");
    for (const signer of [here, abroad, other]) {
      kinesis(signer, "CreateStream", { StreamName: "s", ShardCount: 1 });
    }
    pass(60_000);
    const arn = (region: string, account: string) =>
      `arn:aws:kinesis:${region}:${account}:stream/s`;
    const describeArn = (signer: Signer, StreamARN: string) =>
      kinesis(signer, "DescribeStreamSummary", { StreamARN }).StreamDescriptionSummary.StreamARN;
    expect(describeArn(abroad, arn("eu-west-1", "000000000000"))).toBe(
      arn("eu-west-1", "000000000000"),
    );
    expect(describeArn(here, arn("us-east-1", "111122223333"))).toBe(
      arn("us-east-1", "111122223333"),
    );
    expect(nameOf(() => describeArn(here, arn("eu-west-1", "000000000000")))).toBe(
      "ResourceNotFoundException",
    );
    const put = { StreamName: "s", PartitionKey: "k", Data: base64("x") };
    kinesis(abroad, "PutRecord", put);
    const read = (signer: Signer): Answer => {
      const place = { StreamName: "s", ShardId: shardId(0), ShardIteratorType: "TRIM_HORIZON" };
      const { ShardIterator } = kinesis(signer, "GetShardIterator", place);
      return kinesis(signer, "GetRecords", { ShardIterator }).Records.length;
    };
    expect([here, abroad, other].map(read)).toEqual([0, 1, 0]);
  });

  test("a handle or an iterator of one place is none in another, though names and times are the same", () => {
    const { kinesis, sqs, pass } = model("separate");
    const urls = [here, abroad].map((signer) => {
      kinesis(signer, "CreateStream", { StreamName: "s", ShardCount: 1 });
      const { QueueUrl } = sqs(signer, "CreateQueue", { QueueName: "q" });
      sqs(signer, "SendMessage", { QueueUrl, MessageBody: "x" });
      return QueueUrl as string;
    });
    pass(60_000);
    const [{ ReceiptHandle }] = sqs(here, "ReceiveMessage", { QueueUrl: urls[0] }).Messages;
    sqs(abroad, "ReceiveMessage", { QueueUrl: urls[1] });
    const remove = { QueueUrl: urls[1], ReceiptHandle };
    expect(nameOf(() => sqs(abroad, "DeleteMessage", remove))).toBe("ReceiptHandleIsInvalid");
    const place = { StreamName: "s", ShardId: shardId(0), ShardIteratorType: "LATEST" };
    const iterator = kinesis(here, "GetShardIterator", place);
    expect(nameOf(() => kinesis(abroad, "GetRecords", iterator))).toBe("InvalidArgumentException");
    expect(kinesis(here, "GetRecords", iterator).Records).toEqual([]);
  });

  test("a dead-letter queue is in the account and Region of its source", () => {
    const { sqs } = model("separate");
    sqs(other, "CreateQueue", { QueueName: "dead" });
    const RedrivePolicy = JSON.stringify({
      deadLetterTargetArn: "arn:aws:sqs:us-east-1:111122223333:dead",
      maxReceiveCount: 1,
    });
    const create = { QueueName: "q", Attributes: { RedrivePolicy } };
    expect(nameOf(() => sqs(here, "CreateQueue", create))).toBe("InvalidParameterValue");
    expect(sqs(other, "CreateQueue", create).QueueUrl).toContain("/111122223333/q");
  });

  test("long polls of each place are answered there, at their time", () => {
    const { emulator, sqs, pass } = model("separate");
    const polls = [here, abroad].map((signer) => {
      const { QueueUrl } = sqs(signer, "CreateQueue", { QueueName: "q" });
      const answers: Answer[] = [];
      const parked = sqs(signer, "ReceiveMessage", {
        QueueUrl,
        WaitTimeSeconds: signer === here ? 5 : 10,
      });
      parked.onReply = (answer: Answer) => answers.push(answer);
      return { QueueUrl, answers };
    });
    expect(emulator.nextAtMs()).toBe(epochMs + 5000);
    sqs(abroad, "SendMessage", { QueueUrl: polls[1]?.QueueUrl, MessageBody: "x" });
    expect(polls.map(({ answers }) => answers.length)).toEqual([0, 1]);
    pass(5000);
    expect(polls.map(({ answers }) => answers.length)).toEqual([1, 1]);
    expect(emulator.nextAtMs()).toBeUndefined();
  });

  test("who signs for nobody is at home, and the same calls give the same bytes", () => {
    const run = () => {
      const { sqs } = model("separate");
      return [undefined, here, abroad].map((signer) => {
        const { QueueUrl } = sqs(signer, "CreateQueue", { QueueName: "q" });
        return sqs(signer, "SendMessage", { QueueUrl, MessageBody: "x" });
      });
    };
    expect(run()).toEqual(run());
    const { sqs } = model("separate");
    sqs(undefined, "CreateQueue", { QueueName: "q" });
    expect(sqs(here, "ListQueues", {}).QueueUrls).toHaveLength(1);
  });

  test("the unmodified SDK reaches the place of its Region and credentials", () =>
    inVirtualTime(1, async () => {
      const emulator = new Emulator({ seed: 1, startMs: Date.now(), namespaces: "separate" });
      const config = (service: ServiceName, region: string, accessKeyId: string) => ({
        region,
        credentials: { accessKeyId, secretAccessKey: "secret" },
        requestHandler: requestHandler(emulator, service),
      });
      const places = [
        ["us-east-1", "test"],
        ["eu-west-1", "test"],
        ["eu-west-1", "444455556666"],
      ] as const;
      for (const [region, key] of places) {
        const sqs = new SQSClient(config("sqs", region, key));
        const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "q" }));
        const account = key === "test" ? "000000000000" : key;
        expect(QueueUrl).toBe(`https://sqs.${region}.amazonaws.com/${account}/q`);
        expect((await sqs.send(new ListQueuesCommand({}))).QueueUrls).toEqual([QueueUrl]);
        const kinesis = new KinesisClient(config("kinesis", region, key));
        expect((await kinesis.send(new ListStreamsCommand({}))).StreamNames).toEqual([]);
      }
    }));
});

test("by default for whom a request is signed does not matter", () => {
  const { sqs } = model("one");
  const { QueueUrl } = sqs(here, "CreateQueue", { QueueName: "q" });
  for (const signer of [abroad, other, undefined]) {
    expect(sqs(signer, "GetQueueUrl", { QueueName: "q" })).toEqual({ QueueUrl });
  }
});

describe("the signer of a request", () => {
  const scope = "444455556666/20260105/eu-west-1/sqs/aws4_request";
  test.each([
    [`AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=abc`, "/"],
    [`AWS4-HMAC-SHA256 Credential=${scope},SignedHeaders=host,Signature=abc`, "/"],
    [undefined, `/?Action=x&X-Amz-Credential=${encodeURIComponent(scope)}&X-Amz-Date=1`],
    [undefined, `/?X-Amz-Credential=${scope}`],
  ])("is read from %s %s", (authorization, url) => {
    expect(signerOf({ authorization, url })).toEqual({
      region: "eu-west-1",
      accountId: "444455556666",
    });
  });
  test("has no account but one of 12 digits", () => {
    for (const key of ["test", "AKIAIOSFODNN7EXAMPLE", "4444555566667", ""]) {
      const authorization = `AWS4-HMAC-SHA256 Credential=${key}/20260105/eu-west-1/sqs/aws4_request`;
      expect(signerOf({ authorization, url: "/" })).toEqual({ region: "eu-west-1" });
    }
  });
  test.each([
    [undefined, "/"],
    ["", "/"],
    ["Basic dXNlcjpwYXNz", "/"],
    ["AWS4-HMAC-SHA256 Credential=", "/"],
    ["AWS4-HMAC-SHA256 Credential=a/b", "/"],
    ["AWS4-HMAC-SHA256 Credential=a/b/Région/sqs/aws4_request", "/"],
    [`AWS4-HMAC-SHA256 Credential=a/b/${"x".repeat(1_000_000)}`, "/"],
    [undefined, `/?X-Amz-Credential=${"%".repeat(1_000_000)}`],
  ])("is nobody where there is no scope: %#", (authorization, url) => {
    expect(signerOf({ authorization, url })).toBeUndefined();
  });
});
