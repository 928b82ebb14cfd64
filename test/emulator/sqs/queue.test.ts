import {
  CreateQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
} from "@aws-sdk/client-sqs";
import { describe, expect, test } from "vitest";

import { inVirtualTime } from "../../../src/clock/virtual-time.ts";
import { noLatency } from "../../../src/emulator/assumed/latency-profiles.ts";
import { clients, Rig, tameQueue } from "../rig.ts";

describe("a queue", () => {
  test("can be created again with the same attributes, not with others", () => {
    const rig = new Rig();
    const url = rig.queue("q", { VisibilityTimeout: "10" });
    expect(url).toBe("https://sqs.us-east-1.amazonaws.com/000000000000/q");
    expect(rig.queue("q", { VisibilityTimeout: "10" })).toBe(url);
    expect(rig.sqs("GetQueueUrl", { QueueName: "q" }).QueueUrl).toBe(url);
    const other = { QueueName: "q", Attributes: { VisibilityTimeout: "11" } };
    expect(rig.refusal("sqs", "CreateQueue", other).name).toBe("QueueNameExists");
  });
  test("has the URL that its host gives it, and is found under any host", () => {
    const rig = new Rig({ queueUrlBase: "http://127.0.0.1:4566" });
    const url = rig.queue("q");
    expect(url).toBe("http://127.0.0.1:4566/000000000000/q");
    expect(rig.sqs("ListQueues", {}).QueueUrls).toEqual([url]);
    const QueueUrl = "https://sqs.us-east-1.amazonaws.com/000000000000/q";
    expect(rig.sqs("GetQueueAttributes", { QueueUrl })).toEqual({});
  });
  test.each([
    ["q.fifo", {}, "InvalidParameterValue"],
    ["q", { FifoQueue: "true" }, "InvalidParameterValue"],
    ["q!", {}, "InvalidParameterValue"],
    ["q".repeat(81), {}, "InvalidParameterValue"],
    ["q", { VisibilityTimeout: "43201" }, "InvalidAttributeValue"],
    ["q", { DelaySeconds: "soon" }, "InvalidAttributeValue"],
    ["q", { Colour: "red" }, "InvalidAttributeName"],
    ["q", { ContentBasedDeduplication: "true" }, "InvalidAttributeName"],
  ])("named %s with %o is refused", (QueueName, Attributes, name) => {
    const rig = new Rig();
    expect(rig.refusal("sqs", "CreateQueue", { QueueName, Attributes }).name).toBe(name);
  });
  test("counts its messages by state", () => {
    const rig = new Rig({ standardQueue: tameQueue });
    const QueueUrl = rig.queue("q");
    for (const DelaySeconds of [0, 0, 0, 9]) {
      rig.sqs("SendMessage", { QueueUrl, MessageBody: "x", DelaySeconds });
    }
    rig.receive(QueueUrl, { MaxNumberOfMessages: 2 });
    const { Attributes } = rig.sqs("GetQueueAttributes", { QueueUrl, AttributeNames: ["All"] });
    expect(Attributes).toMatchObject({
      ApproximateNumberOfMessages: "1",
      ApproximateNumberOfMessagesNotVisible: "2",
      ApproximateNumberOfMessagesDelayed: "1",
      QueueArn: "arn:aws:sqs:us-east-1:000000000000:q",
      VisibilityTimeout: "30",
    });
    const unknown = { QueueUrl, AttributeNames: ["Colour"] };
    expect(rig.refusal("sqs", "GetQueueAttributes", unknown).name).toBe("InvalidAttributeName");
  });
  test("forgets messages after its retention period, in flight or not", () => {
    const rig = new Rig();
    const QueueUrl = rig.queue("q.fifo", { MessageRetentionPeriod: "60" });
    rig.send(QueueUrl, "a", "a0");
    rig.send(QueueUrl, "b", "b0");
    rig.receive(QueueUrl, { MaxNumberOfMessages: 1, VisibilityTimeout: 3600 });
    rig.pass(30_000);
    rig.send(QueueUrl, "a", "a1");
    rig.pass(30_000);
    expect(rig.bodies(QueueUrl)).toEqual(["a1"]);
  });
  test("can be purged once a minute, and leaves no group locked", () => {
    const rig = new Rig();
    const QueueUrl = rig.queue("q.fifo");
    rig.send(QueueUrl, "a", "a0");
    rig.send(QueueUrl, "a", "a1");
    rig.receive(QueueUrl, { MaxNumberOfMessages: 1 });
    rig.sqs("PurgeQueue", { QueueUrl });
    expect(rig.refusal("sqs", "PurgeQueue", { QueueUrl }).name).toBe("PurgeQueueInProgress");
    rig.send(QueueUrl, "a", "a2");
    expect(rig.bodies(QueueUrl)).toEqual(["a2"]);
    rig.pass(60_000);
    rig.sqs("PurgeQueue", { QueueUrl });
    expect(rig.bodies(QueueUrl)).toEqual([]);
  });
  test("is gone when deleted, and its name rests for a minute", () => {
    const rig = new Rig();
    const QueueUrl = rig.queue("q");
    rig.sqs("DeleteQueue", { QueueUrl });
    expect(rig.refusal("sqs", "ReceiveMessage", { QueueUrl }).name).toBe("QueueDoesNotExist");
    expect(rig.refusal("sqs", "CreateQueue", { QueueName: "q" }).name).toBe("QueueDeletedRecently");
    rig.pass(60_000);
    rig.queue("q");
  });
  test("takes new attributes at once", () => {
    const rig = new Rig();
    const QueueUrl = rig.queue("q.fifo");
    rig.send(QueueUrl, "a", "x");
    rig.sqs("SetQueueAttributes", { QueueUrl, Attributes: { VisibilityTimeout: "1" } });
    expect(rig.bodies(QueueUrl)).toEqual(["x"]);
    rig.pass(1000);
    expect(rig.bodies(QueueUrl)).toEqual(["x"]);
    const toStandard = { QueueUrl, Attributes: { FifoQueue: "false" } };
    expect(rig.refusal("sqs", "SetQueueAttributes", toStandard).name).toBe("InvalidAttributeValue");
  });
  test("is listed by prefix, in pages", () => {
    const rig = new Rig();
    const urls = ["aa", "ab", "ac", "b"].map((name) => rig.queue(name));
    expect(rig.sqs("ListQueues", {}).QueueUrls).toEqual(urls);
    const first = rig.sqs("ListQueues", { QueueNamePrefix: "a", MaxResults: 2 });
    expect(first.QueueUrls).toEqual(urls.slice(0, 2));
    const rest = { QueueNamePrefix: "a", MaxResults: 2, NextToken: first.NextToken };
    expect(rig.sqs("ListQueues", rest)).toEqual({ QueueUrls: [urls[2]] });
  });
  test("takes True for true, and keeps and compares the latter", () => {
    const rig = new Rig();
    const Attributes = { FifoQueue: "True", ContentBasedDeduplication: "FALSE" };
    const { QueueUrl } = rig.sqs("CreateQueue", { QueueName: "q.fifo", Attributes });
    const AttributeNames = ["FifoQueue", "ContentBasedDeduplication"];
    const shown = () => rig.sqs("GetQueueAttributes", { QueueUrl, AttributeNames }).Attributes;
    expect(shown()).toEqual({ FifoQueue: "true", ContentBasedDeduplication: "false" });
    expect(rig.sqs("CreateQueue", { QueueName: "q.fifo", Attributes })).toEqual({ QueueUrl });
    const changed = { ContentBasedDeduplication: "True" };
    rig.sqs("SetQueueAttributes", { QueueUrl, Attributes: changed });
    expect(shown()).toEqual({ FifoQueue: "true", ContentBasedDeduplication: "true" });
  });
});

describe("a send", () => {
  const cases: [string, object, string][] = [
    ["no body", { MessageGroupId: "g", MessageDeduplicationId: "d" }, "MissingParameter"],
    ["no group", { MessageBody: "x", MessageDeduplicationId: "d" }, "MissingParameter"],
    ["no deduplication id", { MessageBody: "x", MessageGroupId: "g" }, "InvalidParameterValue"],
    ["a space in the group", message({ MessageGroupId: "a b" }), "InvalidParameterValue"],
    ["a group id of 129", message({ MessageGroupId: "g".repeat(129) }), "InvalidParameterValue"],
    ["a delay of its own", message({ DelaySeconds: 5 }), "InvalidParameterValue"],
    ["a control character", message({ MessageBody: "\u0001" }), "InvalidMessageContents"],
    [
      "too large a body",
      message({ MessageBody: "x".repeat(2 ** 20 + 1) }),
      "InvalidParameterValue",
    ],
    ["a list as body", message({ MessageBody: [7] }), "SerializationException"],
  ];
  test.each(cases)("to a FIFO queue with %s is refused", (_, input, name) => {
    const rig = new Rig();
    const QueueUrl = rig.queue("q.fifo");
    expect(rig.refusal("sqs", "SendMessage", { QueueUrl, ...input }).name).toBe(name);
  });
  test("to a standard queue takes no deduplication id", () => {
    const rig = new Rig();
    const input = { QueueUrl: rig.queue("q"), MessageBody: "x", MessageDeduplicationId: "d" };
    expect(rig.refusal("sqs", "SendMessage", input).name).toBe("InvalidParameterValue");
  });
  test("of exactly 1 MiB is taken", () => {
    const rig = new Rig({ standardQueue: tameQueue });
    const QueueUrl = rig.queue("q");
    rig.sqs("SendMessage", { QueueUrl, MessageBody: "x".repeat(2 ** 20) });
    expect(rig.receive(QueueUrl)).toHaveLength(1);
  });
});

describe("a batch", () => {
  const entry = (Id: string) => ({ Id, MessageBody: Id });
  test.each([
    ["no entry", [], "EmptyBatchRequest"],
    ["eleven", Array.from({ length: 11 }, (_, i) => entry(`${i}`)), "TooManyEntriesInBatchRequest"],
    ["equal ids", [entry("a"), entry("a")], "BatchEntryIdsNotDistinct"],
    ["a bad id", [entry("a b")], "InvalidBatchEntryId"],
    [
      "too many bytes",
      ["a", "b"].map((Id) => ({ Id, MessageBody: "x".repeat(600_000) })),
      "BatchRequestTooLong",
    ],
  ])("with %s is refused", (_, Entries, name) => {
    const rig = new Rig();
    const QueueUrl = rig.queue("q");
    expect(rig.refusal("sqs", "SendMessageBatch", { QueueUrl, Entries }).name).toBe(name);
  });
  test("fails entry by entry and keeps the order of the rest", () => {
    const rig = new Rig({ standardQueue: tameQueue });
    const QueueUrl = rig.queue("q");
    const Entries = ["a", "b", "c"].map((Id) => ({
      ...entry(Id),
      ...(Id === "b" && { MessageGroupId: "bad group" }),
    }));
    const answer = rig.sqs("SendMessageBatch", { QueueUrl, Entries });
    expect(answer.Failed).toMatchObject([
      { Id: "b", SenderFault: true, Code: "InvalidParameterValue" },
    ]);
    expect(rig.bodies(QueueUrl)).toEqual(["a", "c"]);
  });
});

describe("through the SDK, which checks the MD5 sums", () => {
  test("bodies and attributes go through unchanged", async () => {
    await inVirtualTime(1, async () => {
      const { sqs } = clients({ standardQueue: tameQueue, latency: noLatency });
      const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "q" }));
      const MessageAttributes = {
        city: { DataType: "String", StringValue: "Zürich" },
        speed: { DataType: "Number", StringValue: "7.5" },
        "raw.bytes": { DataType: "Binary", BinaryValue: new Uint8Array([0, 255, 7]) },
      };
      const sent = await sqs.send(
        new SendMessageCommand({ QueueUrl, MessageBody: "grüezi 🚚", MessageAttributes }),
      );
      // The published algorithm (SDG/sqs-message-metadata) written again in Python gave this.
      expect(sent.MD5OfMessageAttributes).toBe("25e3d3d5b4d1ae2b43dce1be60089014");
      const Entries = [{ Id: "0", MessageBody: "second" }];
      await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({
          QueueUrl,
          MaxNumberOfMessages: 10,
          MessageAttributeNames: ["All"],
        }),
      );
      expect(Messages.map(({ Body }) => Body)).toEqual(["grüezi 🚚", "second"]);
      expect(Messages[0]?.MessageAttributes).toEqual(MessageAttributes);
      expect(Messages[0]?.MD5OfMessageAttributes).toBe(sent.MD5OfMessageAttributes);
    });
  });
});

function message(more: object): object {
  return { MessageBody: "x", MessageGroupId: "g", MessageDeduplicationId: "d", ...more };
}
