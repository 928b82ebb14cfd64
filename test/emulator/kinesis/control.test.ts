import {
  AddTagsToStreamCommand,
  CreateStreamCommand,
  DescribeStreamSummaryCommand,
  GetResourcePolicyCommand,
  GetShardIteratorCommand,
  ListTagsForResourceCommand,
  ListTagsForStreamCommand,
  PutRecordCommand,
  PutResourcePolicyCommand,
} from "@aws-sdk/client-kinesis";
import { describe, expect, test } from "vitest";

import { inVirtualTime } from "../../../src/clock/virtual-time.ts";
import { base64, clients, Rig, shardId, sleep } from "../rig.ts";

const StreamARN = "arn:aws:kinesis:us-east-1:000000000000:stream/s";

function made(): Rig {
  const rig = new Rig();
  rig.stream("s");
  return rig;
}

describe("tags", () => {
  test("are added, overwritten, listed in pages and removed, by name or by ARN", () => {
    const rig = made();
    rig.kinesis("AddTagsToStream", { StreamName: "s", Tags: { b: "1", a: "1" } });
    rig.kinesis("TagResource", { ResourceARN: StreamARN, Tags: { b: "2", "ü0 _.": "/=+-@:" } });
    const first = rig.kinesis("ListTagsForStream", { StreamARN, Limit: 2 });
    expect(first).toEqual({
      Tags: [
        { Key: "a", Value: "1" },
        { Key: "b", Value: "2" },
      ],
      HasMoreTags: true,
    });
    const next = { StreamName: "s", ExclusiveStartTagKey: "b" };
    expect(rig.kinesis("ListTagsForStream", next)).toEqual({
      Tags: [{ Key: "ü0 _.", Value: "/=+-@:" }],
      HasMoreTags: false,
    });
    rig.kinesis("RemoveTagsFromStream", { StreamName: "s", TagKeys: ["a", "never"] });
    rig.kinesis("UntagResource", { ResourceARN: StreamARN, TagKeys: ["ü0 _."] });
    expect(rig.kinesis("ListTagsForResource", { ResourceARN: StreamARN }).Tags).toEqual([
      { Key: "b", Value: "2" },
    ]);
  });

  test.each([
    [
      { "abc;def": "x" },
      "Some tags contain invalid characters. Valid characters: Unicode letters, digits, white space, _ . / = + - % @ :.",
    ],
    [
      { x: "100%" },
      "Failed to add tags to stream s under account 000000000000 because some tags contained illegal characters. The allowed characters are Unicode letters, white-spaces, '_',',','/','=','+','-','@',':'.",
    ],
    [{ "aws:x": "1" }, /prefix aws: is reserved/],
    [
      Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`t${index}`, ""])),
      /cannot have more than 50 tags/,
    ],
  ])("%j are refused", (Tags, message) => {
    const refusal = made().refusal("kinesis", "AddTagsToStream", { StreamName: "s", Tags });
    expect(refusal.name).toBe("InvalidArgumentException");
    if (typeof message === "string") expect(refusal.message).toBe(message);
    else expect(refusal.message).toMatch(message);
  });

  test("and policies of a consumer are its own", () => {
    const rig = made();
    const consumer = { StreamARN, ConsumerName: "c", Tags: { app: "map" } };
    const ResourceARN = rig.kinesis("RegisterStreamConsumer", consumer).Consumer.ConsumerARN;
    rig.kinesis("TagResource", { ResourceARN, Tags: { more: "1" } });
    expect(rig.kinesis("ListTagsForResource", { ResourceARN }).Tags).toEqual([
      { Key: "app", Value: "map" },
      { Key: "more", Value: "1" },
    ]);
    expect(rig.kinesis("ListTagsForResource", { ResourceARN: StreamARN }).Tags).toEqual([]);
    const policy = { ResourceARN, Policy: "{}" };
    expect(rig.refusal("kinesis", "PutResourcePolicy", policy)).toEqual({
      name: "ResourceInUseException",
      message: expect.stringMatching(
        /^Consumer c with creation timestamp \d+ under stream s and account 0{12} is not in ACTIVE status\.$/,
      ),
    });
    rig.pass(1000);
    rig.kinesis("PutResourcePolicy", policy);
    rig.kinesis("DeleteResourcePolicy", { ResourceARN });
    expect(rig.refusal("kinesis", "DeleteResourcePolicy", { ResourceARN }).name).toBe(
      "ResourceNotFoundException",
    );
  });

  test("of wrong lengths are refused in the words of the model", () => {
    const long = "k".repeat(129);
    const input = { StreamName: "s", TagKeys: ["a", long] };
    expect(made().refusal("kinesis", "RemoveTagsFromStream", input).message).toBe(
      `1 validation error detected: Value '[a, ${long}]' at 'tagKeys' failed to satisfy constraint: Member must satisfy constraint: [Member must have length less than or equal to 128, Member must have length greater than or equal to 1]`,
    );
    const empty = { StreamName: "s", Tags: { [long]: "" } };
    expect(made().refusal("kinesis", "AddTagsToStream", empty).message).toContain(
      "Map keys must satisfy constraint: [Member must have length less than or equal to 128, Member must have length greater than or equal to 1]",
    );
  });
});

test("enhanced monitoring says what was on and what is on now", () => {
  const rig = made();
  const enable = { StreamName: "s", ShardLevelMetrics: ["OutgoingBytes", "IncomingBytes"] };
  const both = ["IncomingBytes", "OutgoingBytes"];
  expect(rig.kinesis("EnableEnhancedMonitoring", enable)).toEqual({
    StreamName: "s",
    CurrentShardLevelMetrics: [],
    DesiredShardLevelMetrics: both,
    StreamARN,
  });
  const { StreamDescription } = rig.kinesis("DescribeStream", { StreamName: "s" });
  expect(StreamDescription.EnhancedMonitoring).toEqual([{ ShardLevelMetrics: both }]);
  const all = { StreamName: "s", ShardLevelMetrics: ["ALL"] };
  expect(rig.kinesis("EnableEnhancedMonitoring", all).DesiredShardLevelMetrics).toHaveLength(7);
  expect(rig.kinesis("DisableEnhancedMonitoring", all).DesiredShardLevelMetrics).toEqual([]);
});

test("UpdateMaxRecordSize lets records grow to 10 MiB", () => {
  const rig = made();
  const Data = Buffer.alloc(2 ** 20 + 1).toString("base64");
  const put = { StreamName: "s", PartitionKey: "k", Data };
  expect(rig.refusal("kinesis", "PutRecord", put).name).toBe("ValidationException");
  rig.kinesis("UpdateMaxRecordSize", { StreamARN, MaxRecordSizeInKiB: 10_240 });
  expect(rig.kinesis("PutRecord", put).ShardId).toBe(shardId(0));
  const over = { StreamARN, MaxRecordSizeInKiB: 10_241 };
  expect(rig.refusal("kinesis", "UpdateMaxRecordSize", over).name).toBe("ValidationException");
});

test("a longer retention does not bring back what is gone", () => {
  const rig = made();
  rig.put("s", "k", "old");
  rig.pass(25 * 3_600_000);
  rig.kinesis("IncreaseStreamRetentionPeriod", { StreamName: "s", RetentionPeriodHours: 48 });
  expect(rig.read(rig.iterator("s", "TRIM_HORIZON")).Records).toEqual([]);
});

test.each([
  [
    23,
    "Minimum allowed retention period is 24 hours. Requested retention period (23 hours) is too short.",
  ],
  [
    8761,
    "Maximum allowed retention period is 8760 hours. Requested retention period (8761 hours) is too long.",
  ],
])("a retention of %i hours is refused", (RetentionPeriodHours, message) => {
  const input = { StreamName: "s", RetentionPeriodHours };
  expect(made().refusal("kinesis", "IncreaseStreamRetentionPeriod", input)).toEqual({
    name: "InvalidArgumentException",
    message,
  });
});

test("DescribeLimits counts open shards and on-demand streams", () => {
  const rig = made();
  rig.kinesis("CreateStream", { StreamName: "d" });
  rig.pass(1000);
  expect(rig.kinesis("DescribeLimits", {})).toEqual({
    ShardLimit: 20_000,
    OpenShardCount: 5,
    OnDemandStreamCount: 1,
    OnDemandStreamCountLimit: 50,
  });
});

test.each([
  ["PutRecord", { StreamName: "s", PartitionKey: "k", Data: base64("x") }],
  ["PutRecords", { StreamName: "s", Records: [{ PartitionKey: "k", Data: base64("x") }] }],
  ["GetShardIterator", { StreamName: "s", ShardId: "0", ShardIteratorType: "LATEST" }],
])("%s with DryRun says that it would work, and does nothing", (action, input) => {
  const rig = made();
  expect(rig.refusal("kinesis", action, { ...input, DryRun: true }).name).toBe(
    "DryRunOperationException",
  );
  const missing = { ...input, StreamName: "no", DryRun: true };
  expect(rig.refusal("kinesis", action, missing).name).toBe("ResourceNotFoundException");
  const ShardIterator = rig.iterator("s", "TRIM_HORIZON");
  expect(rig.refusal("kinesis", "GetRecords", { ShardIterator, DryRun: true }).name).toBe(
    "DryRunOperationException",
  );
  expect(rig.read(ShardIterator).Records).toEqual([]);
});

describe("calls per second", () => {
  test.each([
    ["ListStreams", {}, 5, "for account"],
    ["DescribeStream", { StreamName: "s" }, 10, "for stream s under account"],
    ["DescribeStreamSummary", { StreamName: "s" }, 20, "for stream s under account"],
    ["DescribeLimits", {}, 1, "for account"],
    ["ListTagsForStream", { StreamARN }, 5, "for stream s under account"],
    ["ListShards", { StreamName: "s" }, 1000, "for stream s under account"],
  ])("%s %j: %i", (action, input, limit, forWhat) => {
    const rig = made();
    for (let count = 0; count < limit; count += 1) rig.kinesis(action, input);
    expect(rig.refusal("kinesis", action, input)).toEqual({
      name: "LimitExceededException",
      message: `Rate exceeded ${forWhat} 000000000000.`,
    });
    rig.pass(1000);
    rig.kinesis(action, input);
    const free = new Rig({ quotas: "off" });
    free.stream("s");
    for (let count = 0; count <= limit; count += 1) free.kinesis(action, input);
  });

  test("a call that is not well-formed does not count", () => {
    const rig = made();
    for (let count = 0; count < 20; count += 1) {
      expect(rig.refusal("kinesis", "ListStreams", { Limit: 0 }).name).toBe("ValidationException");
    }
    rig.kinesis("ListStreams", {});
  });

  test("at most five streams are in CREATING", () => {
    const rig = new Rig();
    const create = (name: string) => ({ StreamName: name, ShardCount: 1 });
    rig.kinesis("CreateStream", create("a"));
    rig.pass(900);
    for (const name of ["b", "c", "d", "e"]) rig.kinesis("CreateStream", create(name));
    // The first is ACTIVE, and a new second has begun.
    rig.pass(100);
    rig.kinesis("CreateStream", create("f"));
    expect(rig.refusal("kinesis", "CreateStream", create("g"))).toMatchObject({
      name: "LimitExceededException",
      message: expect.stringContaining("simultaneously be in CREATING or DELETING"),
    });
    rig.pass(900);
    rig.kinesis("CreateStream", create("g"));
    const tooMany = new Rig({ quotas: "off" });
    for (let index = 0; index < 9; index += 1) tooMany.kinesis("CreateStream", create(`s${index}`));
  });
});

test("the SDK reads all of it: tags at creation, policies, names by ARN", async () => {
  const answers = await inVirtualTime(1, async () => {
    const { kinesis } = clients();
    const Tags = { fleet: "north" };
    await kinesis.send(new CreateStreamCommand({ StreamName: "s", ShardCount: 1, Tags }));
    await sleep(6000);
    await kinesis.send(new AddTagsToStreamCommand({ StreamARN, Tags: { more: "1" } }));
    const Policy = '{"Version":"2012-10-17"}';
    const none = await kinesis.send(new GetResourcePolicyCommand({ ResourceARN: StreamARN }));
    await kinesis.send(new PutResourcePolicyCommand({ ResourceARN: StreamARN, Policy }));
    await kinesis.send(
      new PutRecordCommand({ StreamARN, PartitionKey: "k", Data: Buffer.from("x") }),
    );
    const from = { StreamARN, ShardId: "shardId-0", ShardIteratorType: "LATEST" } as const;
    return {
      none: none.Policy,
      policy: await kinesis.send(new GetResourcePolicyCommand({ ResourceARN: StreamARN })),
      tags: await kinesis.send(new ListTagsForStreamCommand({ StreamARN })),
      same: await kinesis.send(new ListTagsForResourceCommand({ ResourceARN: StreamARN })),
      iterator: await kinesis.send(new GetShardIteratorCommand(from)),
      summary: await kinesis.send(new DescribeStreamSummaryCommand({ StreamARN })),
    };
  });
  const tags = [
    { Key: "fleet", Value: "north" },
    { Key: "more", Value: "1" },
  ];
  expect(answers.none).toBe("{}");
  expect(answers.policy.Policy).toBe('{"Version":"2012-10-17"}');
  expect(answers.tags.Tags).toEqual(tags);
  expect(answers.same.Tags).toEqual(tags);
  expect(answers.iterator.ShardIterator).toBeTypeOf("string");
  expect(answers.summary.StreamDescriptionSummary).toMatchObject({ StreamStatus: "ACTIVE" });
});

test("a stream deleted while it is being created has no shards", () => {
  const rig = new Rig();
  rig.kinesis("CreateStream", { StreamName: "s", ShardCount: 2 });
  rig.pass(500);
  rig.kinesis("DeleteStream", { StreamName: "s" });
  const { StreamDescription } = rig.kinesis("DescribeStream", { StreamName: "s" });
  expect(StreamDescription).toMatchObject({ StreamStatus: "DELETING", Shards: [] });
});
