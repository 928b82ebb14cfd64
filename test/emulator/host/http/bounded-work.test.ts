/** No request takes longer than its size is worth: length before pattern, and no step that grows with its square. */
import { expect, test } from "vitest";

import { maxParameters } from "../../../../src/emulator/host/query-protocol.ts";
import { maxNamespaces } from "../../../../src/emulator/namespaces.ts";
import { shardId } from "../../rig.ts";
import { served } from "./served.ts";

/** Each took from five seconds to minutes once; on a loaded machine a good one takes a second at most. */
const quickMs = 3000;

const form = { "content-type": "application/x-www-form-urlencoded" };

test.each([
  ["of 20 KB", `arn:aws${":kinesis:".repeat(2500)}`],
  ["of 20 KB, with accounts", `arn:aws:kinesis:${":123456789012:".repeat(1500)} `],
  [
    "as long as one may be",
    `arn:aws:kinesis:${":123456789012:".repeat(70)}${"queue/".repeat(150)} `,
  ],
  ["of a megabyte", `arn:aws${":kinesis::123456789012:stream/".repeat(30_000)} `],
])("an ARN %s is refused at once", async (_, text) => {
  await using server = await served();
  for (const [action, input] of [
    ["DescribeStream", { StreamARN: text }],
    ["TagResource", { ResourceARN: text, Tags: { a: "b" } }],
    ["DescribeStreamConsumer", { ConsumerARN: text }],
    ["SubscribeToShard", { ConsumerARN: text, ShardId: "x", StartingPosition: { Type: "LATEST" } }],
  ] as const) {
    const startMs = performance.now();
    const { status, json } = await server.kinesis(action, input);
    expect([status, json["__type"]]).toEqual([400, "ValidationException"]);
    expect(performance.now() - startMs).toBeLessThan(quickMs);
  }
});

test.each([
  ["parameters without a name", "a&".repeat(1_000_000)],
  ["names without end", Array.from({ length: 300_000 }, (_, index) => `n${index}=`).join("&")],
  ["a name of a million parts", `${"a.".repeat(1_000_000)}a=1`],
  ["names of many parts", `${"a.".repeat(200)}a=1&`.repeat(4000)],
  [
    "numbers without end",
    Array.from({ length: 4000 }, (_, at) => `Tag.${at}.Key=k${at}`).join("&"),
  ],
])("a form of %s is answered at once", async (_, text) => {
  await using server = await served();
  await server.queue("q");
  const startMs = performance.now();
  const body = `Action=TagQueue&QueueUrl=q&${text}`;
  const { status } = await server.request({ method: "POST", headers: form, body });
  expect(status).toBe(400);
  expect(performance.now() - startMs).toBeLessThan(quickMs);
  expect(server.bugs).toEqual([]);
});

test("as many parameters are taken as are allowed, and the one more is named", async () => {
  await using server = await served();
  const rest = "x=1&".repeat(maxParameters - 2);
  const good = await server.request({
    method: "POST",
    headers: form,
    body: `Action=ListQueues&${rest}y=1`,
  });
  expect(good.status).toBe(200);
  const bad = await server.request({
    method: "POST",
    headers: form,
    body: `Action=ListQueues&${rest}y=1&z=1`,
  });
  expect(bad.status).toBe(400);
  expect(bad.text).toContain("<Code>MalformedInput</Code>");
});

test.each([
  ["a number of a million digits and a letter", `${"1".repeat(1_000_000)}x`],
  ["a million zeroes between two digits", `1${"0".repeat(1_000_000)}1`],
  ["a fraction of them", `0.${"0".repeat(1_000_000)}1`],
])("%s is no number of a message, and that is found at once", async (_, StringValue) => {
  await using server = await served();
  const QueueUrl = await server.queue("q");
  const MessageAttributes = { n: { DataType: "Number", StringValue } };
  const startMs = performance.now();
  const { status } = await server.sqs("SendMessage", {
    QueueUrl,
    MessageBody: "x",
    MessageAttributes,
  });
  expect(status).toBe(400);
  expect(performance.now() - startMs).toBeLessThan(quickMs);
});

test("a list of wishes without end is gone through once, not once a message", async () => {
  await using server = await served();
  const QueueUrl = await server.queue("q");
  const MessageAttributes = Object.fromEntries(
    Array.from({ length: 10 }, (_, at) => [`a.${at}`, { DataType: "String", StringValue: "x" }]),
  );
  for (let count = 0; count < 10; count += 1) {
    await server.sqs("SendMessage", { QueueUrl, MessageBody: "x", MessageAttributes });
  }
  const names = Array.from({ length: 90_000 }, (_, at) => `${at}.*`);
  const startMs = performance.now();
  const { json } = await server.sqs("ReceiveMessage", {
    QueueUrl,
    MaxNumberOfMessages: 10,
    MessageAttributeNames: [...names, "a.*"],
  });
  expect(json["Messages"]).toHaveLength(10);
  expect((json["Messages"] as { MessageAttributes: object }[])[0]?.MessageAttributes).toEqual(
    MessageAttributes,
  );
  expect(performance.now() - startMs).toBeLessThan(quickMs);
});

test("ninety thousand records that are none are counted, not described", async () => {
  await using server = await served();
  await server.kinesis("CreateStream", { StreamName: "s", ShardCount: 1 });
  const body = `{"StreamName":"s","Records":[${"{},".repeat(90_000)}{}]}`;
  const startMs = performance.now();
  const { status, text } = await server.kinesis("PutRecords", {}, { body });
  expect(status).toBe(400);
  expect(text.length).toBeLessThan(5000);
  expect(text).toContain("10 validation errors detected");
  expect(performance.now() - startMs).toBeLessThan(quickMs);
});

test("types come before constraints: what cannot be read is said first, and not shown", async () => {
  await using server = await served();
  const TagKeys = [...Array.from({ length: 60 }, () => "k"), { a: "x".repeat(10_000) }];
  const { json } = await server.kinesis("RemoveTagsFromStream", { StreamName: "s", TagKeys });
  expect(json).toEqual({
    __type: "SerializationException",
    Message: "Start of structure or map found where not expected.",
  });
});

/** A token that anybody can make who knows the form: eight bytes of version, and a body with its checksum. */
function forged(body: string): string {
  let sum = 7;
  for (const character of body) sum = (Math.imul(sum, 31) + character.charCodeAt(0)) | 0;
  const text = `\0\0\0\0\0\0\0\u0001${body}/${(sum >>> 0).toString(36)}/`;
  return Buffer.from(text.padEnd(152, "\0"), "latin1").toString("base64");
}

test.each(["0.5", "NaN", "-1", "1e3", "Infinity", "99999999999999999999", "", "0x1"])(
  "an iterator with the index %j is invalid",
  async (index) => {
    await using server = await served();
    await server.kinesis("CreateStream", { StreamName: "s", ShardCount: 1 });
    await server.untilActive("s");
    const createdMs = Date.now();
    for (const parts of [
      ["s", createdMs, 0, index, createdMs, 1],
      ["s", createdMs, index, 0, createdMs, 1],
      ["s", index, 0, 0, createdMs, 1],
      ["s", createdMs, 0, 0, index, 1],
    ]) {
      const ShardIterator = forged(parts.join("/"));
      const { status, json } = await server.kinesis("GetRecords", { ShardIterator });
      expect([status, json["__type"]]).toEqual([400, "InvalidArgumentException"]);
    }
    expect(server.bugs).toEqual([]);
  },
);

test.each(["", "7b", "22", "ff", "5b5d", "7b2254797065223a31307d", "7b2254797065223a2278227d"])(
  "a page's token with the filter %j is invalid",
  async (filter) => {
    await using server = await served();
    const body = `s/shardId-0/${Date.now()}/${filter}`;
    let sum = 7;
    for (const character of body) sum = (Math.imul(sum, 31) + character.charCodeAt(0)) | 0;
    const NextToken = Buffer.from(`${body}/${(sum >>> 0).toString(36)}`).toString("base64");
    const { status, json } = await server.kinesis("ListShards", { NextToken });
    expect([status, json["__type"]]).toEqual([400, "InvalidArgumentException"]);
    expect(server.bugs).toEqual([]);
  },
);

test("a fault on a shard is not asked about keys that are none", async () => {
  await using server = await served({ faults: [{ kind: "throttle", shard: shardId(7) }] });
  await server.kinesis("CreateStream", { StreamName: "s", ShardCount: 1 });
  await server.untilActive("s");
  const startMs = performance.now();
  const ExplicitHashKey = "9".repeat(5_000_000);
  const put = { StreamName: "s", PartitionKey: "k", Data: "", ExplicitHashKey };
  expect((await server.kinesis("PutRecord", put)).status).toBe(400);
  expect(performance.now() - startMs).toBeLessThan(quickMs);
});

test("accounts without end are kept up to a number, and of the others nothing", async () => {
  await using server = await served({ namespaces: "separate" });
  const create = (account: number): Promise<unknown> => {
    const id = String(account).padStart(12, "0");
    const authorization = `AWS4-HMAC-SHA256 Credential=${id}/20260101/us-east-1/sqs/aws4_request`;
    return server.sqs("CreateQueue", { QueueName: "q" }, { headers: { authorization } });
  };
  for (let account = 1; account <= maxNamespaces + 50; account += 50) {
    await Promise.all(Array.from({ length: 50 }, (_, more) => create(account + more)));
  }
  const authorization = "Credential=999999999999/20260101/us-east-1/sqs/aws4_request";
  const headers = { authorization };
  const startMs = performance.now();
  await server.sqs("CreateQueue", { QueueName: "q" }, { headers });
  expect((await server.sqs("ListQueues", {}, { headers })).json).toEqual({});
  expect(performance.now() - startMs).toBeLessThan(quickMs);
  expect(server.bugs).toEqual([]);
});
