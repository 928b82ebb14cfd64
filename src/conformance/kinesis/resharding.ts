import assert from "node:assert/strict";

import {
  type ChildShard,
  GetRecordsCommand,
  MergeShardsCommand,
  SplitShardCommand,
  UpdateShardCountCommand,
} from "@aws-sdk/client-kinesis";

import { at, eventually, present, refused, sleep } from "../expect.ts";
import { rulesOf } from "../rule.ts";
import type { Sandbox } from "../sandbox.ts";
import { changeMs, type TestStream, textOf } from "./test-stream.ts";

const half = String(2n ** 127n);

/** Splits, merges, and what is left of their parents. */
export const reshardingRules = rulesOf(
  "kinesis",
  [
    {
      id: "split-children",
      title: "A split makes two children that share the parent's hash range and name it as parent",
      source: "K-SDK SplitShard",
      check: async (sandbox) => {
        const stream = await splitStream(sandbox);
        const [parent, ...children] = await stream.shards();
        assert.equal(children.length, 2);
        for (const child of children) assert.equal(child.ParentShardId, parent?.ShardId);
        assert.deepEqual(
          new Set(children.map(({ HashKeyRange }) => HashKeyRange?.StartingHashKey)),
          new Set(["0", half]),
        );
      },
    },
    {
      id: "split-routes-to-children",
      title: "After a split, records go to the children only; older ones stay in the parent",
      source: "KDG/kinesis-using-sdk-java-after-resharding",
      check: async (sandbox) => {
        const stream = await splitStream(sandbox, ["before"]);
        const [parent, ...children] = await stream.shards();
        const { ShardId } = await stream.put("k", "after");
        assert(children.some((child) => child.ShardId === ShardId));
        const parentId = present(parent?.ShardId, "ShardId");
        assert.deepEqual((await stream.readFirst(parentId, 1)).map(textOf), ["before"]);
      },
    },
    {
      id: "closed-shard-ends",
      title: "Reading a closed shard to its end gives no next iterator",
      source: "K-SDK GetRecords",
      check: async (sandbox) => {
        const stream = await splitStream(sandbox, ["0", "1"]);
        assert.deepEqual((await readToEnd(sandbox, stream)).texts, ["0", "1"]);
      },
    },
    {
      id: "child-shards-after-split",
      title: "The last page of a closed shard names its children, with parents and hash ranges",
      source: "K-SDK GetRecords ChildShards",
      check: async (sandbox) => {
        const stream = await splitStream(sandbox, ["0"]);
        const [parent, ...children] = await stream.shards();
        const { childShards } = await readToEnd(sandbox, stream);
        const ids = (list: readonly { ShardId?: string | undefined }[]) =>
          new Set(list.map(({ ShardId }) => ShardId));
        assert.deepEqual(ids(childShards), ids(children));
        for (const child of childShards) {
          assert.deepEqual(child.ParentShards, [parent?.ShardId]);
          assert(child.HashKeyRange !== undefined);
        }
      },
    },
    {
      id: "merge-two-parents",
      title: "A merged shard names both its parents and covers both their ranges",
      source: "K-SDK MergeShards",
      check: async (sandbox) => {
        const stream = await sandbox.stream({ shards: 2 });
        const [one, other] = await stream.shards();
        await merge(sandbox, stream, one?.ShardId, other?.ShardId);
        await stream.untilActive();
        const child = at(await stream.shards(), 2);
        assert.equal(child.ParentShardId, one?.ShardId);
        assert.equal(child.AdjacentParentShardId, other?.ShardId);
        assert.equal(child.HashKeyRange?.StartingHashKey, "0");
        assert.equal(child.HashKeyRange?.EndingHashKey, String(2n ** 128n - 1n));
      },
    },
    {
      id: "merge-needs-neighbours",
      title: "Shards that are not neighbours cannot be merged",
      source: "K-SDK MergeShards",
      check: async (sandbox) => {
        const stream = await sandbox.stream({ shards: 3 });
        const [first, , last] = await stream.shards();
        await refused(
          merge(sandbox, stream, first?.ShardId, last?.ShardId),
          "InvalidArgumentException",
        );
      },
    },
    {
      id: "split-inside-range",
      title: "A split at a hash key outside the shard is refused: InvalidArgumentException",
      source: "K-SDK SplitShard",
      check: async (sandbox) => {
        const stream = await sandbox.stream({ shards: 2 });
        const shardId = present(at(await stream.shards(), 1).ShardId, "ShardId");
        await refused(split(sandbox, stream, shardId, "5"), "InvalidArgumentException");
      },
    },
    {
      id: "closed-shard-not-split",
      title: "A closed shard cannot be split again",
      source: "K-SDK SplitShard",
      check: async (sandbox) => {
        const stream = await splitStream(sandbox);
        const shardId = present(at(await stream.shards(), 0).ShardId, "ShardId");
        await refused(split(sandbox, stream, shardId, half));
      },
    },
    {
      id: "reshard-needs-active",
      title: "A stream that is being resharded cannot be resharded: ResourceInUseException",
      source: "K-SDK SplitShard",
      check: async (sandbox) => {
        const stream = await sandbox.stream({ shards: 2 });
        const [one, other] = await stream.shards();
        const outcomes = await Promise.allSettled([
          split(sandbox, stream, present(one?.ShardId, "ShardId"), "5"),
          split(sandbox, stream, present(other?.ShardId, "ShardId"), String(2n ** 127n + 5n)),
        ]);
        const failed = outcomes.filter((outcome) => outcome.status === "rejected");
        assert.equal(failed.length, 1, "two splits at once, and not one of them refused");
        await refused(Promise.reject(at(failed, 0).reason as Error), "ResourceInUseException");
      },
    },
    {
      id: "after-shard-end",
      title:
        "AFTER the number that ends a closed shard there is nothing: InvalidArgumentException, which consumers branch on",
      source:
        "logs of the live service in spring-cloud-stream-binder-aws-kinesis #148, #187; kinesis-mock pull request 1536",
      unverified: true,
      check: async (sandbox) => {
        const stream = await splitStream(sandbox, ["0"]);
        const parent = at(await stream.shards(), 0);
        const shardId = present(parent.ShardId, "ShardId");
        const last = present(
          parent.SequenceNumberRange?.EndingSequenceNumber,
          "EndingSequenceNumber",
        );
        const { message } = await refused(
          stream.iterator(shardId, "AFTER_SEQUENCE_NUMBER", { StartingSequenceNumber: last }),
          "InvalidArgumentException",
        );
        assert.match(message, /max possible value/);
      },
    },
    {
      id: "update-shard-count-from-left",
      title:
        "UpdateShardCount from 4 to 3 leaves shards 6, 9 and 10: it splits and merges from the left",
      source: "one look at the live service in risingwavelabs/risingwave #9961",
      unverified: true,
      check: async (sandbox) => {
        const stream = await sandbox.stream({ shards: 4 });
        await updateShardCount(sandbox, stream, 3);
        await eventually(
          async () => ((await stream.summary()).OpenShardCount === 3 ? true : undefined),
          "there are not 3 open shards",
          changeMs,
        );
        const open = (await stream.shards()).filter(
          ({ SequenceNumberRange }) => SequenceNumberRange?.EndingSequenceNumber === undefined,
        );
        const numbers = open.map(({ ShardId }) => Number(ShardId?.split("-")[1]));
        assert.deepEqual(numbers, [6, 9, 10]);
      },
    },
    {
      id: "update-shard-count",
      title: "UpdateShardCount leaves so many open shards; the others are closed",
      source: "K-SDK UpdateShardCount",
      check: async (sandbox) => {
        const stream = await sandbox.stream({ shards: 2 });
        await updateShardCount(sandbox, stream, 4);
        await eventually(
          async () => ((await stream.summary()).OpenShardCount === 4 ? true : undefined),
          "there are not 4 open shards",
          changeMs,
        );
        await stream.untilActive();
        const closed = (await stream.shards()).filter(
          ({ SequenceNumberRange }) => SequenceNumberRange?.EndingSequenceNumber !== undefined,
        );
        assert(closed.length >= 2, `${closed.length} closed shards`);
      },
    },
    {
      id: "update-shard-count-at-most-double",
      title: "UpdateShardCount to more than double the open shards is refused",
      source: "K-SDK UpdateShardCount",
      check: async (sandbox) => {
        const stream = await sandbox.stream({ shards: 2 });
        await refused(
          updateShardCount(sandbox, stream, 5),
          "InvalidArgumentException",
          "LimitExceededException",
        );
      },
    },
  ],
  { isSlow: true },
);

/** A stream of one shard, with records, that has been split in the middle. */
async function splitStream(sandbox: Sandbox, texts: readonly string[] = []): Promise<TestStream> {
  const stream = await sandbox.stream();
  for (const text of texts) await stream.put("k", text);
  await split(sandbox, stream, await stream.onlyShard(), half);
  await stream.untilActive();
  return stream;
}

function split({ clients }: Sandbox, { name }: TestStream, shardId: string, hashKey: string) {
  return clients.kinesisOnce.send(
    new SplitShardCommand({
      StreamName: name,
      ShardToSplit: shardId,
      NewStartingHashKey: hashKey,
    }),
  );
}

function merge(
  { clients }: Sandbox,
  { name }: TestStream,
  shardId: string | undefined,
  adjacent: string | undefined,
) {
  return clients.kinesis.send(
    new MergeShardsCommand({
      StreamName: name,
      ShardToMerge: shardId,
      AdjacentShardToMerge: adjacent,
    }),
  );
}

function updateShardCount({ clients }: Sandbox, { name }: TestStream, count: number) {
  return clients.kinesisOnce.send(
    new UpdateShardCountCommand({
      StreamName: name,
      TargetShardCount: count,
      ScalingType: "UNIFORM_SCALING",
    }),
  );
}

/** Reads the first shard until there is no next iterator. */
async function readToEnd(
  { clients }: Sandbox,
  stream: TestStream,
): Promise<{ readonly texts: readonly string[]; readonly childShards: readonly ChildShard[] }> {
  const shardId = present(at(await stream.shards(), 0).ShardId, "ShardId");
  let next: string | undefined = await stream.iterator(shardId, "TRIM_HORIZON");
  const texts: string[] = [];
  for (let page = 0; page < 20; page += 1) {
    const command: GetRecordsCommand = new GetRecordsCommand({ ShardIterator: next });
    const {
      Records = [],
      NextShardIterator,
      ChildShards = [],
    } = await clients.kinesis.send(command);
    texts.push(...Records.map(textOf));
    next = NextShardIterator ?? undefined;
    if (next === undefined) return { texts, childShards: ChildShards };
    await sleep(220);
  }
  assert.fail("the closed shard does not end");
}
