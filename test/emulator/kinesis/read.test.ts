import { describe, expect, test } from "vitest";

import { noLatency } from "../../../src/emulator/assumed/latency-profiles.ts";
import { epochMs, Rig, shardId, text } from "../rig.ts";

interface Read {
  readonly Data: string;
  readonly SequenceNumber: string;
  readonly ApproximateArrivalTimestamp: number;
}

function bodies(answer: { Records: Read[] }): string {
  return answer.Records.map(({ Data }) => text(Data)).join(" ");
}

/** A stream with the records 0..4, one second apart. */
function five(): { rig: Rig; numbers: string[] } {
  const rig = new Rig();
  rig.stream("s");
  const numbers = ["0", "1", "2", "3", "4"].map((body) => {
    rig.pass(1000);
    return rig.put("s", "k", body).SequenceNumber as string;
  });
  rig.pass(1000);
  return { rig, numbers };
}

describe("an iterator", () => {
  test("TRIM_HORIZON starts at the oldest record", () => {
    const { rig } = five();
    expect(bodies(rig.read(rig.iterator("s", "TRIM_HORIZON")))).toBe("0 1 2 3 4");
  });
  test("LATEST starts after the newest record", () => {
    const { rig } = five();
    const iterator = rig.iterator("s", "LATEST");
    expect(bodies(rig.read(iterator))).toBe("");
    rig.put("s", "k", "5");
    expect(bodies(rig.read(iterator))).toBe("5");
  });
  test("AT_SEQUENCE_NUMBER starts with that record, AFTER_SEQUENCE_NUMBER with the next", () => {
    const { rig, numbers } = five();
    const at = rig.iterator("s", "AT_SEQUENCE_NUMBER", { StartingSequenceNumber: numbers[2] });
    const after = rig.iterator("s", "AFTER_SEQUENCE_NUMBER", {
      StartingSequenceNumber: numbers[2],
    });
    expect(bodies(rig.read(at))).toBe("2 3 4");
    expect(bodies(rig.read(after))).toBe("3 4");
  });
  test("AT_SEQUENCE_NUMBER takes the shard's starting number", () => {
    const { rig } = five();
    const [shard] = rig.kinesis("ListShards", { StreamName: "s" }).Shards;
    const { StartingSequenceNumber } = shard.SequenceNumberRange;
    const iterator = rig.iterator("s", "AT_SEQUENCE_NUMBER", { StartingSequenceNumber });
    expect(bodies(rig.read(iterator))).toBe("0 1 2 3 4");
  });
  test("AT_TIMESTAMP starts with the first record at that time or later", () => {
    const { rig } = five();
    const first = rig.read(rig.iterator("s", "TRIM_HORIZON")).Records[0] as Read;
    const Timestamp = first.ApproximateArrivalTimestamp + 1.5;
    expect(bodies(rig.read(rig.iterator("s", "AT_TIMESTAMP", { Timestamp })))).toBe("2 3 4");
    const future = { StreamName: "s", ShardId: shardId(0), ShardIteratorType: "AT_TIMESTAMP" };
    const Later = { ...future, Timestamp: rig.nowMs / 1000 + 1 };
    expect(rig.refusal("kinesis", "GetShardIterator", Later).name).toBe("InvalidArgumentException");
  });
  test("expires after five minutes", () => {
    const { rig } = five();
    const ShardIterator = rig.iterator("s", "TRIM_HORIZON");
    rig.pass(300_000);
    expect(bodies(rig.read(ShardIterator))).toBe("0 1 2 3 4");
    rig.pass(1);
    const refusal = rig.refusal("kinesis", "GetRecords", { ShardIterator });
    expect(refusal.name).toBe("ExpiredIteratorException");
    expect(refusal.message).toContain("tolerated delay of 300000 milliseconds");
  });
  test("of a missing shard, of a missing or foreign number is refused", () => {
    const { rig } = five();
    const base = { StreamName: "s", ShardId: shardId(0), ShardIteratorType: "AT_SEQUENCE_NUMBER" };
    const name = (input: object) => rig.refusal("kinesis", "GetShardIterator", input).name;
    expect(name({ ...base, ShardId: shardId(9) })).toBe("ResourceNotFoundException");
    expect(name(base)).toBe("InvalidArgumentException");
    expect(name({ ...base, StartingSequenceNumber: "1" })).toBe("InvalidArgumentException");
    expect(name({ ...base, ShardIteratorType: "SOMEWHERE" })).toBe("ValidationException");
  });
});

describe("GetRecords", () => {
  test("pages through the log with Limit and says how far behind the tip it is", () => {
    const { rig } = five();
    const first = rig.read(rig.iterator("s", "TRIM_HORIZON"), { Limit: 2 });
    expect(bodies(first)).toBe("0 1");
    expect(first.MillisBehindLatest).toBe(3000);
    const second = rig.read(first.NextShardIterator, { Limit: 9 });
    expect(bodies(second)).toBe("2 3 4");
    expect(second.MillisBehindLatest).toBe(0);
    expect(second.NextShardIterator).toBeTypeOf("string");
  });
  test("takes a Limit of at most 10,000", () => {
    const { rig } = five();
    const ShardIterator = rig.iterator("s", "TRIM_HORIZON");
    const name = (Limit: number) =>
      rig.refusal("kinesis", "GetRecords", { ShardIterator, Limit }).name;
    expect(name(10_001)).toBe("ValidationException");
    expect(name(0)).toBe("ValidationException");
  });
  test("returns a record only after the assumed propagation time", () => {
    const rig = new Rig({ latency: { ...noLatency, kinesisPropagationMs: 90 } });
    rig.stream("s");
    rig.put("s", "k", "x");
    const iterator = rig.iterator("s", "TRIM_HORIZON");
    rig.pass(89);
    expect(bodies(rig.read(iterator))).toBe("");
    rig.pass(1);
    expect(bodies(rig.read(iterator))).toBe("x");
  });
  test("gives back exactly the bytes that were put", () => {
    const rig = new Rig();
    rig.stream("s");
    const Data = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)).toString("base64");
    const PartitionKey = "schlüssel-🚚";
    rig.kinesis("PutRecord", { StreamName: "s", PartitionKey, Data });
    const [record] = rig.read(rig.iterator("s", "TRIM_HORIZON")).Records;
    expect(record).toMatchObject({ Data, PartitionKey });
  });
});

describe("retention", () => {
  test("a record is gone after 24 hours, not before", () => {
    const rig = new Rig();
    rig.stream("s");
    rig.put("s", "k", "old");
    rig.pass(3_600_000);
    rig.put("s", "k", "new");
    rig.pass(23 * 3_600_000);
    expect(bodies(rig.read(rig.iterator("s", "TRIM_HORIZON")))).toBe("old new");
    rig.pass(1);
    expect(bodies(rig.read(rig.iterator("s", "TRIM_HORIZON")))).toBe("new");
  });
  test("a longer retention keeps it", () => {
    const rig = new Rig();
    rig.stream("s");
    rig.kinesis("IncreaseStreamRetentionPeriod", { StreamName: "s", RetentionPeriodHours: 48 });
    rig.put("s", "k", "old");
    rig.pass(47 * 3_600_000);
    expect(bodies(rig.read(rig.iterator("s", "TRIM_HORIZON")))).toBe("old");
    rig.kinesis("DecreaseStreamRetentionPeriod", { StreamName: "s", RetentionPeriodHours: 24 });
    expect(bodies(rig.read(rig.iterator("s", "TRIM_HORIZON")))).toBe("");
  });
  test.each([
    ["IncreaseStreamRetentionPeriod", 8761],
    ["IncreaseStreamRetentionPeriod", 23],
    ["DecreaseStreamRetentionPeriod", 23],
    ["DecreaseStreamRetentionPeriod", 25],
  ])("%s to %i hours is refused", (action, RetentionPeriodHours) => {
    const rig = new Rig();
    rig.stream("s");
    const refusal = rig.refusal("kinesis", action, { StreamName: "s", RetentionPeriodHours });
    expect(refusal.name).toBe("InvalidArgumentException");
  });
});

describe("a split", () => {
  test("closes the parent, whose end gives a null iterator and the children", () => {
    const rig = new Rig();
    rig.stream("s");
    rig.put("s", "k", "before");
    const half = (1n << 127n).toString();
    const split = { StreamName: "s", ShardToSplit: shardId(0), NewStartingHashKey: half };
    rig.kinesis("SplitShard", split);
    rig.pass(1000);
    const after = rig.put("s", "k", "after");
    expect([shardId(1), shardId(2)]).toContain(after.ShardId);
    const end = rig.read(rig.iterator("s", "TRIM_HORIZON"));
    expect(bodies(end)).toBe("before");
    expect(end.NextShardIterator).toBeUndefined();
    expect(end.ChildShards).toMatchObject([
      { ShardId: shardId(1), ParentShards: [shardId(0)] },
      { ShardId: shardId(2), ParentShards: [shardId(0)] },
    ]);
    expect(BigInt(after.SequenceNumber)).toBeGreaterThan(BigInt(end.Records[0].SequenceNumber));
  });
  test("and a merge leave shards that cover the whole range", () => {
    const rig = new Rig();
    rig.stream("s", 2);
    const merge = {
      StreamName: "s",
      ShardToMerge: shardId(0),
      AdjacentShardToMerge: shardId(1),
    };
    rig.kinesis("MergeShards", merge);
    expect(rig.refusal("kinesis", "MergeShards", merge).name).toBe("ResourceInUseException");
    rig.pass(1000);
    const { Shards } = rig.kinesis("ListShards", {
      StreamName: "s",
      ShardFilter: { Type: "AT_LATEST" },
    });
    expect(Shards).toMatchObject([
      {
        ShardId: shardId(2),
        ParentShardId: shardId(0),
        AdjacentParentShardId: shardId(1),
        HashKeyRange: { StartingHashKey: "0", EndingHashKey: ((1n << 128n) - 1n).toString() },
      },
    ]);
    expect(rig.kinesis("ListShards", { StreamName: "s" }).Shards).toHaveLength(3);
  });
});

describe("streams", () => {
  test("are CREATING, then ACTIVE, then DELETING, then gone", () => {
    const rig = new Rig();
    const status = (): string =>
      rig.kinesis("DescribeStreamSummary", { StreamName: "s" }).StreamDescriptionSummary
        .StreamStatus;
    rig.kinesis("CreateStream", { StreamName: "s", ShardCount: 3 });
    expect(status()).toBe("CREATING");
    rig.pass(1000);
    expect(status()).toBe("ACTIVE");
    rig.kinesis("DeleteStream", { StreamName: "s" });
    expect(status()).toBe("DELETING");
    rig.pass(1000);
    const refusal = rig.refusal("kinesis", "DescribeStream", { StreamName: "s" });
    expect(refusal.name).toBe("ResourceNotFoundException");
    rig.stream("s", 1);
    expect(rig.nowMs).toBe(epochMs + 3000);
  });
  test("cannot be created twice or without shards", () => {
    const rig = new Rig();
    rig.stream("s");
    const name = (input: object) => rig.refusal("kinesis", "CreateStream", input).name;
    expect(name({ StreamName: "s", ShardCount: 1 })).toBe("ResourceInUseException");
    const provisioned = { StreamName: "t", StreamModeDetails: { StreamMode: "PROVISIONED" } };
    expect(name(provisioned)).toBe("ValidationException");
    expect(name({ StreamName: "t", ShardCount: 0 })).toBe("ValidationException");
    expect(name({ StreamName: "t", ShardCount: 20_001 })).toBe("LimitExceededException");
  });
  test("are listed by name, in pages", () => {
    const rig = new Rig();
    for (const name of ["c", "a", "b"]) rig.stream(name);
    const first = rig.kinesis("ListStreams", { Limit: 2 });
    expect(first).toMatchObject({ StreamNames: ["a", "b"], HasMoreStreams: true });
    const rest = rig.kinesis("ListStreams", { NextToken: first.NextToken });
    expect(rest).toMatchObject({ StreamNames: ["c"], HasMoreStreams: false });
  });
  test("list their shards in pages whose token expires", () => {
    const rig = new Rig();
    rig.stream("s", 5);
    const first = rig.kinesis("ListShards", { StreamName: "s", MaxResults: 3 });
    const { NextToken } = first;
    const second = rig.kinesis("ListShards", { NextToken });
    const ids = [...first.Shards, ...second.Shards].map(({ ShardId }) => ShardId);
    expect(ids).toEqual([0, 1, 2, 3, 4].map(shardId));
    expect(second.NextToken).toBeUndefined();
    const both = { NextToken, StreamName: "s" };
    expect(rig.refusal("kinesis", "ListShards", both).name).toBe("InvalidArgumentException");
    rig.pass(300_001);
    expect(rig.refusal("kinesis", "ListShards", { NextToken }).name).toBe(
      "ExpiredNextTokenException",
    );
  });
});
