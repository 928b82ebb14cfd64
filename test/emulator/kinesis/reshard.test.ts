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

function status(rig: Rig): string {
  const input = { StreamName: "s" };
  return rig.kinesis("DescribeStreamSummary", input).StreamDescriptionSummary.StreamStatus;
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
