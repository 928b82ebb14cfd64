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

function open(rig: Rig): Described[] {
  return list(rig, { ShardFilter: { Type: "AT_LATEST" } });
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
