/**
 * What the service says to bad input, word for word, as kinesalite's tests recorded it from the live service
 * (mhart/kinesalite test/helpers.js and the tests of each action).
 */
import { describe, expect, test } from "vitest";

import { Rig, shardId } from "../rig.ts";

const numberClass = "class com.amazon.coral.value.json.numbers.TruncatingBigNumber";
const listStart = "Start of list found where not expected";
const mapStart = "Start of structure or map found where not expected.";

/** The message of the error that the input gets, after its name was checked. */
function message(action: string, input: unknown, name: string, rig = new Rig()): string {
  const refusal = rig.refusal("kinesis", action, input);
  expect(refusal.name).toBe(name);
  return refusal.message;
}

describe("a value of a wrong type", () => {
  test.each([
    ["String", { StreamName: true }, "class java.lang.Boolean can not be converted to an String"],
    ["String", { StreamName: 23 }, `${numberClass} can not be converted to an String`],
    ["String", { StreamName: [] }, listStart],
    ["String", { StreamName: {} }, mapStart],
    ["Integer", { Limit: "23" }, "class java.lang.String can not be converted to an Integer"],
    ["Integer", { Limit: true }, "class java.lang.Boolean can not be converted to an Integer"],
    ["Integer", { Limit: [] }, listStart],
  ])("where a %s is wanted", (_, input, expected) => {
    expect(message("DescribeStream", input, "SerializationException")).toBe(expected);
  });

  test.each([
    [true, "class java.lang.Boolean can not be converted to a Blob"],
    [34.56, `${numberClass} can not be converted to a Blob`],
    [{}, mapStart],
    [
      "23456",
      "'23456' can not be converted to a Blob: Base64 encoded length is expected a multiple of 4 bytes but found: 5",
    ],
    ["=+/=", "'=+/=' can not be converted to a Blob: Invalid Base64 character: '='"],
    [
      "+/+=",
      "'+/+=' can not be converted to a Blob: Invalid last non-pad Base64 character dectected",
    ],
  ])("where a Blob is wanted: %j", (Data, expected) => {
    expect(message("PutRecord", { Data }, "SerializationException")).toBe(expected);
  });

  test.each([
    [{ Records: "23" }, "Expected list or null"],
    [{ Records: {} }, mapStart],
    [{ Records: [23] }, "Expected null"],
    [{ Records: [[]] }, listStart],
    [{ Records: [{ PartitionKey: 7 }] }, `${numberClass} can not be converted to an String`],
  ])("in a list: %j", (input, expected) => {
    expect(message("PutRecords", input, "SerializationException")).toBe(expected);
  });

  test("where a time is wanted", () => {
    expect(message("ListShards", { StreamCreationTimestamp: "x" }, "SerializationException")).toBe(
      "class java.lang.String can not be converted to milliseconds since epoch",
    );
  });
});

describe("a violated constraint", () => {
  test("is named with its path, its value and the model's own words, however many there are", () => {
    const input = {
      StreamName: "",
      ShardIteratorType: "",
      ShardId: "",
      StartingSequenceNumber: "",
    };
    expect(message("GetShardIterator", input, "ValidationException")).toBe(
      [
        "6 validation errors detected: Value '' at 'shardId' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+",
        "Value '' at 'shardId' failed to satisfy constraint: Member must have length greater than or equal to 1",
        "Value '' at 'shardIteratorType' failed to satisfy constraint: Member must satisfy enum value set: [AFTER_SEQUENCE_NUMBER, LATEST, AT_TIMESTAMP, AT_SEQUENCE_NUMBER, TRIM_HORIZON]",
        "Value '' at 'startingSequenceNumber' failed to satisfy constraint: Member must satisfy regular expression pattern: 0|([1-9]\\d{0,128})",
        "Value '' at 'streamName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+",
        "Value '' at 'streamName' failed to satisfy constraint: Member must have length greater than or equal to 1",
      ].join("; "),
    );
  });

  test("null is as good as nothing, and a stream must be named", () => {
    expect(message("DescribeStream", { StreamName: null }, "ValidationException")).toBe(
      "1 validation error detected: Value null at 'streamName' failed to satisfy constraint: Member must not be null",
    );
  });

  test("what is null was not given, at any depth", () => {
    const rig = new Rig();
    rig.stream("s", 2);
    const place = { StreamName: "s", ShardId: shardId(0), ShardIteratorType: "AT_TIMESTAMP" };
    expect(
      message("GetShardIterator", { ...place, Timestamp: null }, "InvalidArgumentException", rig),
    ).toContain("no timestamp parameter");
    const Records = [{ PartitionKey: "k", Data: "", ExplicitHashKey: null }];
    const put = rig.kinesis("PutRecords", { StreamName: "s", StreamARN: null, Records });
    expect(put.FailedRecordCount).toBe(0);
    const ShardFilter = { Type: "AT_LATEST", ShardId: null, Timestamp: null };
    const listed = rig.kinesis("ListShards", { StreamName: "s", NextToken: null, ShardFilter });
    expect(listed.Shards).toHaveLength(2);
    rig.kinesis("AddTagsToStream", { StreamName: "s", Tags: { a: null, b: "c" } });
    rig.kinesis("RemoveTagsFromStream", { StreamName: "s", TagKeys: [null, "x"] });
    const { Tags } = rig.kinesis("ListTagsForStream", { StreamName: "s", Limit: null });
    expect(Tags).toEqual([{ Key: "b", Value: "c" }]);
  });

  test.each([
    ["DescribeStream", ["limit", "exclusiveStartShardId", "streamName"]],
    ["ListShards", ["exclusiveStartShardId", "maxResults", "nextToken", "streamName"]],
    ["ListStreams", ["limit", "exclusiveStartStreamName"]],
    [
      "PutRecord",
      ["sequenceNumberForOrdering", "partitionKey", "explicitHashKey", "data", "streamName"],
    ],
  ])("of %s are named in the recorded order", (action, names) => {
    const wrong = Object.fromEntries(
      names.map((name) => [
        name.charAt(0).toUpperCase() + name.slice(1),
        /limit|max/i.test(name) ? 0 : name === "data" ? null : "",
      ]),
    );
    const text = message(action, wrong, "ValidationException");
    expect([...new Set(Array.from(text.matchAll(/at '(\w+)'/g), ([, name]) => name))]).toEqual(
      names,
    );
  });

  test("of a member of a list says its place; data is not shown", () => {
    const Data = Buffer.alloc(10 * 2 ** 20 + 1).toString("base64");
    const Records = [{ PartitionKey: "k", Data: "" }, { PartitionKey: "k", Data }, {}];
    const input = { StreamName: "s", Records };
    expect(message("PutRecords", input, "ValidationException")).toBe(
      [
        "3 validation errors detected: Value at 'records.2.member.data' failed to satisfy constraint: Member must have length less than or equal to 10485760",
        "Value null at 'records.3.member.partitionKey' failed to satisfy constraint: Member must not be null",
        "Value null at 'records.3.member.data' failed to satisfy constraint: Member must not be null",
      ].join("; "),
    );
  });

  test("more records than fit are not shown", () => {
    const Records = Array.from({ length: 501 }, () => ({ PartitionKey: "k", Data: "" }));
    expect(message("PutRecords", { StreamName: "s", Records }, "ValidationException")).toBe(
      "1 validation error detected: Value at 'records' failed to satisfy constraint: Member must have length less than or equal to 500",
    );
  });

  test("at most ten are named", () => {
    const Records = Array.from({ length: 20 }, () => ({ Data: "" }));
    const text = message("PutRecords", { StreamName: "s", Records }, "ValidationException");
    expect(text).toMatch(/^10 validation errors detected: /);
    expect(text.split("; ")).toHaveLength(10);
  });

  test("an integer is cut to Java's, its fraction dropped", () => {
    const rig = new Rig();
    rig.stream("s", 3);
    const { Shards } = rig.kinesis("ListShards", { StreamName: "s", MaxResults: 2.9 });
    expect(Shards).toHaveLength(2);
    const input = { StreamName: "s", Limit: 1e12 };
    expect(message("DescribeStream", input, "ValidationException", rig)).toContain("'2147483647'");
  });
});

describe("a shard that is not there", () => {
  const inStream = "in stream s under account 000000000000";
  test.each([
    ["2147483647", `Shard shardId-002147483647 ${inStream} does not exist`],
    ["any-00002147483647", `Shard shardId-002147483647 ${inStream} does not exist`],
    ["2147483648", `Could not find shard 2147483648 ${inStream}.`],
    ["ABKLFD8", `Could not find shard ABKLFD8 ${inStream}.`],
    ["2.14E4", `Could not find shard 2.14E4 ${inStream}.`],
  ])("GetShardIterator on %s, even if there is no such stream", (ShardId, expected) => {
    const input = { StreamName: "s", ShardId, ShardIteratorType: "LATEST" };
    expect(message("GetShardIterator", input, "ResourceNotFoundException")).toBe(expected);
  });

  test("is found by its digits, whatever stands before them", () => {
    const rig = new Rig();
    rig.stream("s");
    for (const ShardId of ["0", "shard-0", "x-000", shardId(0)]) {
      const input = { StreamName: "s", ShardId, ShardIteratorType: "LATEST" };
      expect(rig.kinesis("GetShardIterator", input).ShardIterator).toBeTypeOf("string");
    }
  });
});

describe("a sequence number that does not fit", () => {
  const used = (number: string): string =>
    `StartingSequenceNumber ${number} used in GetShardIterator on shard ${shardId(0)} in stream s under account 000000000000 is invalid`;
  const hex = (digits: string): string => BigInt(`0x${digits}`).toString();
  const tooFar = hex("13bb2cc3d80000000000000000000000");
  const highPlace = hex("20000000000800000000000000000000000000000000002");
  const foreign = hex("20000000000000000000000000000000000000000000002");
  const highShard = hex("20000000000000000000000000000000000000800000002");
  test.each([
    [
      "5",
      `Invalid StartingSequenceNumber. It encodes ${shardId(5)}, while it was used in a call to a shard with ${shardId(0)}`,
    ],
    [
      highShard,
      `Invalid StartingSequenceNumber. It encodes shardId--02147483648, while it was used in a call to a shard with ${shardId(0)}`,
    ],
    [tooFar, `${used(tooFar)}.`],
    [highPlace, `${used(highPlace)}.`],
    [foreign, `${used(foreign)} because it did not come from this stream.`],
  ])("%s", (StartingSequenceNumber, expected) => {
    const rig = new Rig();
    rig.stream("s");
    const input = { StreamName: "s", ShardId: shardId(0), ShardIteratorType: "AT_SEQUENCE_NUMBER" };
    const more = { ...input, StartingSequenceNumber };
    expect(message("GetShardIterator", more, "InvalidArgumentException", rig)).toBe(expected);
  });

  test("0 fails the service itself", () => {
    const rig = new Rig();
    rig.stream("s");
    const input = { StreamName: "s", ShardId: shardId(0), ShardIteratorType: "AT_SEQUENCE_NUMBER" };
    expect(
      message(
        "GetShardIterator",
        { ...input, StartingSequenceNumber: "0" },
        "InternalFailure",
        rig,
      ),
    ).toBe("");
  });

  test.each(["LATEST", "TRIM_HORIZON"])("%s takes none", (ShardIteratorType) => {
    const rig = new Rig();
    rig.stream("s");
    const input = { StreamName: "s", ShardId: "0", ShardIteratorType, StartingSequenceNumber: "5" };
    expect(message("GetShardIterator", input, "InvalidArgumentException", rig)).toBe(
      `Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and StartingSequenceNumber or (2) TRIM_HORIZON or LATEST and no StartingSequenceNumber. Request specified ${ShardIteratorType} and also a StartingSequenceNumber.`,
    );
  });
});

describe("sequence numbers and iterators", () => {
  test("are laid out as the service's are", () => {
    const rig = new Rig();
    rig.stream("s", 3);
    const { Shards } = rig.kinesis("ListShards", { StreamName: "s" });
    const starts = Shards.map((shard: { SequenceNumberRange: Record<string, string> }) =>
      BigInt(shard.SequenceNumberRange["StartingSequenceNumber"] ?? 0),
    );
    expect(starts[1] - starts[0]).toBe(22_300_745_198_530_623_141_535_718_272_648_361_505_980_432n);
    const last = ((1n << 128n) - 1n).toString();
    const put = { StreamName: "s", PartitionKey: "a", Data: "", ExplicitHashKey: last };
    const digits = BigInt(rig.kinesis("PutRecord", put).SequenceNumber).toString(16);
    expect(digits).toMatch(/^20[0-9a-f]{8}2[0-9a-f]{16}000[0-9a-f]{8}000000022$/);
    expect(Number.parseInt(digits.slice(30, 38), 16)).toBe(Math.floor(rig.nowMs / 1000));
    expect(Number.parseInt(digits.slice(2, 10), 16)).toBeLessThan(rig.nowMs / 1000 - 2);
  });

  test.each([1, 13, 14, 29, 30, 128])("an iterator on a name of %i letters", (length) => {
    const rig = new Rig();
    const name = rig.stream("n".repeat(length));
    const iterator = rig.iterator(name, "LATEST");
    const bytes = Buffer.from(iterator, "base64");
    expect(bytes.toString("base64")).toBe(iterator);
    expect(bytes).toHaveLength(152 + Math.floor((length + 2) / 16) * 16);
    expect(bytes.subarray(0, 8).toString("hex")).toBe("0000000000000001");
    const next = rig.read(iterator).NextShardIterator;
    expect(next).not.toBe(iterator);
    expect(rig.read(`"${next}"`).Records).toEqual([]);
  });

  test("an iterator outlives its stream, not the other way round", () => {
    const rig = new Rig();
    rig.stream("s", 2);
    const [zero, one] = ["0", "1"].map(
      (ShardId) =>
        rig.kinesis("GetShardIterator", { StreamName: "s", ShardId, ShardIteratorType: "LATEST" })
          .ShardIterator,
    );
    rig.kinesis("DeleteStream", { StreamName: "s" });
    rig.pass(1000);
    const gone = `Shard ${shardId(1)} in stream s under account 000000000000 does not exist`;
    const read = { ShardIterator: one };
    expect(message("GetRecords", read, "ResourceNotFoundException", rig)).toBe(gone);
    rig.stream("s", 1);
    rig.put("s", "k", "new");
    expect(message("GetRecords", read, "ResourceNotFoundException", rig)).toBe(gone);
    expect(rig.read(zero).Records).toHaveLength(1);
  });

  test("a mangled iterator is invalid", () => {
    const rig = new Rig();
    rig.stream("s");
    const iterator = rig.iterator("s", "LATEST");
    for (const ShardIterator of ["x", "AAAA", iterator.slice(4), iterator.replace(/./, "B")]) {
      const text = message("GetRecords", { ShardIterator }, "InvalidArgumentException", rig);
      expect(text).toBe("Invalid ShardIterator.");
    }
  });

  test("an expired one says when it was made, as the service writes times", () => {
    const rig = new Rig();
    rig.stream("s");
    const ShardIterator = rig.iterator("s", "LATEST");
    rig.pass(300_001);
    expect(message("GetRecords", { ShardIterator }, "ExpiredIteratorException", rig)).toBe(
      "Iterator expired. The iterator was created at time Mon Jan 05 06:00:01 UTC 2026 while right now it is Mon Jan 05 06:05:01 UTC 2026 which is further in the future than the tolerated delay of 300000 milliseconds.",
    );
  });
});
