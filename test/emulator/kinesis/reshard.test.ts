import { describe, expect, test } from "vitest";

import { Rig, shardId, text } from "../rig.ts";

interface Described {
  readonly ShardId: string;
  readonly ParentShardId?: string;
  readonly AdjacentParentShardId?: string;
  readonly HashKeyRange: { readonly StartingHashKey: string; readonly EndingHashKey: string };
  readonly SequenceNumberRange: {
    readonly StartingSequenceNumber: string;
    readonly EndingSequenceNumber?: string;
  };
}

const space = 1n << 128n;

function list(rig: Rig, more: object = {}): Described[] {
  return rig.kinesis("ListShards", { StreamName: "s", ...more }).Shards;
}

function ids(shards: readonly Described[]): string[] {
  return shards.map(({ ShardId }) => ShardId);
}

function open(rig: Rig): Described[] {
  return list(rig, { ShardFilter: { Type: "AT_LATEST" } });
}

function status(rig: Rig): string {
  const input = { StreamName: "s" };
  return rig.kinesis("DescribeStreamSummary", input).StreamDescriptionSummary.StreamStatus;
}

function scale(rig: Rig, TargetShardCount: number): object {
  const input = { StreamName: "s", TargetShardCount, ScalingType: "UNIFORM_SCALING" };
  const answer = rig.kinesis("UpdateShardCount", input);
  rig.pass(1000);
  return answer;
}

/** The open shards are so many, of one size, and cover every hash once. */
function expectUniform(rig: Rig, count: number): void {
  const ranges = open(rig)
    .map(({ HashKeyRange: range }) => [BigInt(range.StartingHashKey), BigInt(range.EndingHashKey)])
    .sort(([a = 0n], [b = 0n]) => (a < b ? -1 : 1));
  const width = space / BigInt(count);
  expect(ranges).toEqual(
    Array.from({ length: count }, (_, index) => [
      BigInt(index) * width,
      index === count - 1 ? space - 1n : BigInt(index + 1) * width - 1n,
    ]),
  );
}

describe("while a stream is UPDATING", () => {
  test("the shard to split is written to; then it ends and its children begin after it", () => {
    const rig = new Rig();
    rig.stream("s");
    rig.put("s", "k", "before");
    const split = { StreamName: "s", ShardToSplit: "0", NewStartingHashKey: `${space / 2n}` };
    expect(rig.kinesis("SplitShard", split)).toEqual({});
    expect(status(rig)).toBe("UPDATING");
    expect(rig.put("s", "k", "during").ShardId).toBe(shardId(0));
    expect(ids(list(rig))).toEqual([shardId(0)]);
    expect(rig.refusal("kinesis", "SplitShard", split)).toEqual({
      name: "ResourceInUseException",
      message: "Stream s under account 000000000000 not ACTIVE, instead in state UPDATING",
    });
    rig.pass(1000);
    expect(status(rig)).toBe("ACTIVE");
    const [parent, ...children] = list(rig);
    const end = BigInt(parent?.SequenceNumberRange.EndingSequenceNumber ?? 0);
    expect(end.toString(16).slice(11, 27)).toBe("7fffffffffffffff");
    expect(children).toHaveLength(2);
    for (const child of children) {
      expect(child.ParentShardId).toBe(shardId(0));
      expect(BigInt(child.SequenceNumberRange.StartingSequenceNumber)).toBeGreaterThan(end);
    }
    const after = BigInt(rig.put("s", "k", "after").SequenceNumber);
    expect(after).toBeGreaterThan(end);
    const page = rig.read(rig.iterator("s", "TRIM_HORIZON"));
    expect(page.Records.map(({ Data }: { Data: string }) => text(Data))).toEqual([
      "before",
      "during",
    ]);
    expect(page).not.toHaveProperty("NextShardIterator");
    expect(ids(page.ChildShards)).toEqual([shardId(1), shardId(2)]);
  });

  test.each(["1", `${space - 1n}`, "9".repeat(39)])("a split at %s is refused", (hash) => {
    const rig = new Rig();
    rig.stream("s");
    const split = { StreamName: "s", ShardToSplit: "0", NewStartingHashKey: hash };
    expect(rig.refusal("kinesis", "SplitShard", split)).toEqual({
      name: "InvalidArgumentException",
      message: `NewStartingHashKey ${hash} used in SplitShard() on shard ${shardId(0)} in stream s under account 000000000000 is not both greater than one plus the shard's StartingHashKey 0 and less than the shard's EndingHashKey ${space - 1n}.`,
    });
  });

  test.each([
    ["0", "2"],
    ["1", "0"],
  ])("shards %s and %s are not merged: the second must be the one above", (first, second) => {
    const rig = new Rig();
    rig.stream("s", 3);
    const merge = { StreamName: "s", ShardToMerge: first, AdjacentShardToMerge: second };
    expect(rig.refusal("kinesis", "MergeShards", merge)).toEqual({
      name: "InvalidArgumentException",
      message: `Shards ${shardId(Number(first))} and ${shardId(Number(second))} in stream s under account 000000000000 are not an adjacent pair of shards eligible for merging`,
    });
  });

  test("a closed shard is neither split nor merged", () => {
    const rig = new Rig();
    rig.stream("s", 2);
    const merge = { StreamName: "s", ShardToMerge: "0", AdjacentShardToMerge: "1" };
    rig.kinesis("MergeShards", merge);
    rig.pass(1000);
    const refusal = rig.refusal("kinesis", "MergeShards", merge);
    expect(refusal.name).toBe("InvalidArgumentException");
    expect(refusal.message).toContain("has already been merged or split");
  });

  test("an id that can be no shard's is refused before the stream is looked up", () => {
    const rig = new Rig();
    const message = (ShardToSplit: string) => {
      const split = { StreamName: "no", ShardToSplit, NewStartingHashKey: "5" };
      return rig.refusal("kinesis", "SplitShard", split).message;
    };
    expect(message("2147483648")).toBe(
      "Could not find shard 2147483648 in stream no under account 000000000000.",
    );
    expect(message("5")).toBe("Stream no under account 000000000000 not found.");
  });
});

describe("UpdateShardCount", () => {
  test.each([
    [2, 4, 6],
    [4, 2, 6],
    [2, 3, 7],
    [3, 2, 7],
    [5, 7, 21],
    [4, 4, 4],
  ])("from %i to %i leaves uniform shards, %i in all", (from, to, all) => {
    const rig = new Rig();
    rig.stream("s", from);
    const StreamARN = "arn:aws:kinesis:us-east-1:000000000000:stream/s";
    expect(scale(rig, to)).toEqual({
      StreamName: "s",
      CurrentShardCount: from,
      TargetShardCount: to,
      StreamARN,
    });
    expectUniform(rig, to);
    expect(list(rig)).toHaveLength(all);
  });

  test("from 4 to 3 goes from the left: the open shards are 6, 9 and 10 of 0 to 10", () => {
    const rig = new Rig();
    rig.stream("s", 4);
    scale(rig, 3);
    const open = list(rig).filter(
      ({ SequenceNumberRange }) => SequenceNumberRange.EndingSequenceNumber === undefined,
    );
    expect(open.map(({ ShardId }) => ShardId)).toEqual([6, 9, 10].map(shardId));
    expect(list(rig)).toHaveLength(11);
  });

  test("keeps every key's records in order for a reader that finishes parents first", () => {
    const rig = new Rig();
    rig.stream("s", 3);
    const sent: string[] = [];
    for (const target of [5, 4, 7, 4]) {
      for (let count = 0; count < 20; count += 1) {
        sent.push(`${sent.length}`);
        rig.put("s", `k${sent.length % 3}`, sent.at(-1) ?? "");
      }
      scale(rig, target);
    }
    const read = new Map<string, number[]>();
    const numbers = new Map<string, bigint>();
    const done = new Set<string>();
    const waiting = list(rig);
    while (waiting.length > 0) {
      const index = waiting.findIndex(({ ParentShardId: one, AdjacentParentShardId: other }) =>
        [one, other].every((id) => id === undefined || done.has(id)),
      );
      const [shard] = waiting.splice(index, 1);
      if (shard === undefined) break;
      const input = { StreamName: "s", ShardId: shard.ShardId, ShardIteratorType: "TRIM_HORIZON" };
      const { Records } = rig.read(rig.kinesis("GetShardIterator", input).ShardIterator);
      for (const { PartitionKey, Data, SequenceNumber } of Records) {
        read.set(PartitionKey, [...(read.get(PartitionKey) ?? []), Number(text(Data))]);
        expect(BigInt(SequenceNumber)).toBeGreaterThan(numbers.get(PartitionKey) ?? 0n);
        numbers.set(PartitionKey, BigInt(SequenceNumber));
      }
      done.add(shard.ShardId);
    }
    const all = [...read.values()];
    expect(all.flat()).toHaveLength(sent.length);
    for (const order of all) expect(order).toEqual(order.toSorted((a, b) => a - b));
  });

  test.each([
    [3, 7, "UpdateShardCount cannot scale up over double your current open shard count."],
    [6, 2, "UpdateShardCount cannot scale down below half your current open shard count."],
    [6000, 10_001, "Target shard count or number of open shards cannot be greater than 10000."],
  ])("not from %i to %i, with quotas or without", (from, to, message) => {
    for (const quotas of ["aws", "off"] as const) {
      const rig = new Rig({ quotas });
      rig.stream("s", from);
      const input = { StreamName: "s", TargetShardCount: to, ScalingType: "UNIFORM_SCALING" };
      expect(rig.refusal("kinesis", "UpdateShardCount", input)).toEqual({
        name: "LimitExceededException",
        message: `${message} Current open shard count: ${from}, Target shard count: ${to}`,
      });
    }
  });

  test("ten times in any 24 hours", () => {
    const rig = new Rig();
    rig.stream("s");
    for (let count = 0; count < 10; count += 1) {
      rig.pass(3_599_000);
      scale(rig, count % 2 === 0 ? 2 : 1);
    }
    const input = { StreamName: "s", TargetShardCount: 2, ScalingType: "UNIFORM_SCALING" };
    expect(rig.refusal("kinesis", "UpdateShardCount", input).name).toBe("LimitExceededException");
    // The first was an hour after the start and a day ago is over a second before it ended.
    rig.pass(15 * 3_600_000 - 1001);
    expect(rig.refusal("kinesis", "UpdateShardCount", input).name).toBe("LimitExceededException");
    rig.pass(1);
    scale(rig, 2);
    expectUniform(rig, 2);
  });

  test("only knows uniform scaling, and not of on-demand streams", () => {
    const rig = new Rig();
    rig.kinesis("CreateStream", { StreamName: "s" });
    rig.pass(1000);
    const input = { StreamName: "s", TargetShardCount: 2, ScalingType: "SOME" };
    expect(rig.refusal("kinesis", "UpdateShardCount", input).name).toBe("ValidationException");
    const uniform = { ...input, ScalingType: "UNIFORM_SCALING" };
    expect(rig.refusal("kinesis", "UpdateShardCount", uniform)).toEqual({
      name: "ValidationException",
      message: "Request is invalid. Stream s under account 000000000000 is in On-Demand mode.",
    });
  });
});

describe("ListShards", () => {
  /** Two shards; at 10 s one is split, at 20 s the halves are merged again. */
  function history(): { rig: Rig; startMs: number } {
    const rig = new Rig();
    rig.stream("s", 2);
    const startMs = rig.nowMs;
    rig.pass(9000);
    const hash = `${space / 4n}`;
    rig.kinesis("SplitShard", { StreamName: "s", ShardToSplit: "0", NewStartingHashKey: hash });
    rig.pass(10_000);
    rig.kinesis("MergeShards", { StreamName: "s", ShardToMerge: "2", AdjacentShardToMerge: "3" });
    rig.pass(10_000);
    return { rig, startMs };
  }

  test.each([
    ["AT_LATEST", {}, [1, 4]],
    ["FROM_TRIM_HORIZON", {}, [0, 1, 2, 3, 4]],
    ["AT_TRIM_HORIZON", {}, [0, 1]],
    ["AFTER_SHARD_ID", { ShardId: shardId(2) }, [3, 4]],
    ["AT_TIMESTAMP", { afterS: 5 }, [0, 1]],
    ["AT_TIMESTAMP", { afterS: 15 }, [1, 2, 3]],
    ["AT_TIMESTAMP", { afterS: 25 }, [1, 4]],
    ["FROM_TIMESTAMP", { afterS: 15 }, [1, 2, 3, 4]],
    ["FROM_TIMESTAMP", { afterS: -1e6 }, [0, 1, 2, 3, 4]],
  ])("with the filter %s %j", (Type, { afterS, ...more }: Record<string, unknown>, expected) => {
    const { rig, startMs } = history();
    const at = typeof afterS === "number" ? { Timestamp: startMs / 1000 + afterS } : {};
    expect(ids(list(rig, { ShardFilter: { Type, ...more, ...at } }))).toEqual(
      expected.map(shardId),
    );
  });

  test("keeps filter and place over its pages, and starts where it is told", () => {
    const { rig } = history();
    const filter = { ShardFilter: { Type: "FROM_TRIM_HORIZON" }, MaxResults: 2 };
    const first = rig.kinesis("ListShards", { StreamName: "s", ...filter });
    const second = rig.kinesis("ListShards", { NextToken: first.NextToken, MaxResults: 2 });
    expect(ids([...first.Shards, ...second.Shards])).toEqual([0, 1, 2, 3].map(shardId));
    expect(ids(rig.kinesis("ListShards", { NextToken: second.NextToken }).Shards)).toEqual([
      shardId(4),
    ]);
    expect(ids(list(rig, { ExclusiveStartShardId: shardId(3) }))).toEqual([shardId(4)]);
  });

  test("needs a stream or a token, not both, and tells streams of one name apart by their making", () => {
    const { rig, startMs } = history();
    const refusal = (input: object) => rig.refusal("kinesis", "ListShards", input).message;
    expect(refusal({})).toBe("Either NextToken or StreamName should be provided.");
    const StreamARN = "arn:aws:kinesis:us-east-1:000000000000:stream/s";
    for (const field of [
      { StreamName: "s" },
      { StreamARN },
      { ShardFilter: { Type: "AT_LATEST" } },
    ]) {
      expect(refusal({ ...field, NextToken: "x" })).toBe(
        `NextToken and ${Object.keys(field).join()} cannot be provided together.`,
      );
    }
    rig.kinesis("CreateStream", { StreamName: "new", ShardCount: 1 });
    expect(refusal({ StreamName: "new" })).toBe(
      "Stream new under account 000000000000 not ACTIVE or UPDATING, instead in state CREATING",
    );
    const StreamCreationTimestamp = startMs / 1000 - 1;
    expect(list(rig, { StreamCreationTimestamp })).toHaveLength(5);
    expect(refusal({ StreamName: "s", StreamCreationTimestamp: startMs / 1000 })).toContain(
      "not found",
    );
  });

  test("forgets a closed shard when its last record is past the retention", () => {
    const { rig, startMs } = history();
    rig.pass(startMs + 10_000 + 86_400_000 - rig.nowMs);
    expect(ids(list(rig))).toContain(shardId(0));
    rig.pass(1);
    expect(ids(list(rig))).toEqual([1, 2, 3, 4].map(shardId));
    const { StreamDescription } = rig.kinesis("DescribeStream", { StreamName: "s" });
    expect(ids(StreamDescription.Shards)).toEqual([1, 2, 3, 4].map(shardId));
    const input = { StreamName: "s", ShardId: shardId(0), ShardIteratorType: "LATEST" };
    expect(rig.refusal("kinesis", "GetShardIterator", input).message).toBe(
      `Shard ${shardId(0)} in stream s under account 000000000000 does not exist`,
    );
  });
});
