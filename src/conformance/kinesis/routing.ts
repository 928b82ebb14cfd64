import assert from "node:assert/strict";
import { createHash } from "node:crypto";

import type { Shard } from "@aws-sdk/client-kinesis";

import { at, present, refused } from "../expect.ts";
import { rulesOf } from "../rule.ts";
import { isGrowing } from "./test-stream.ts";

const keySpace = 2n ** 128n;

/** Which shard a key belongs to, and what a stream looks like when it is new. */
export const routingRules = rulesOf("kinesis", [
  {
    id: "key-by-md5",
    title: "A partition key goes to the shard whose hash range holds its MD5",
    source: "K-SDK PutRecord",
    check: async (sandbox) => {
      const stream = await sandbox.stream({ shards: 4 });
      const shards = await stream.shards();
      const keys = Array.from({ length: 12 }, (_, index) => `truck-${index}`);
      const seen = new Set<string>();
      for (const key of [...keys, "Ω ключ"]) {
        const hash = BigInt(`0x${createHash("md5").update(key).digest("hex")}`);
        const shard = present(
          shards.find((candidate) => {
            const [first, last] = rangeOf(candidate);
            return first <= hash && hash <= last;
          }),
          "shard for the key",
        );
        const { ShardId } = await stream.put(key, "x");
        assert.equal(ShardId, shard.ShardId, `key ${key}`);
        seen.add(present(ShardId, "ShardId"));
      }
      assert(seen.size > 1, "all keys in one shard");
    },
  },
  {
    id: "even-ranges",
    title: "The shards of a new stream divide the 128-bit hash space evenly, without a gap",
    source: "K-SDK CreateStream; even split: derived in facts 1.1",
    check: async (sandbox) => {
      const stream = await sandbox.stream({ shards: 3 });
      const shards = await stream.shards();
      assert.equal(shards.length, 3);
      let expected = 0n;
      for (const shard of shards) {
        const [first, last] = rangeOf(shard);
        assert.equal(first, expected);
        const width = last - first + 1n;
        const unevenness = width * 3n - keySpace;
        assert(unevenness >= -9n && unevenness <= 9n, `a shard of ${width} hash keys`);
        expected = last + 1n;
      }
      assert.equal(expected, keySpace);
    },
  },
  {
    id: "explicit-hash-key",
    title:
      "An explicit hash key overrides the hash of the partition key, which stays in the record",
    source: "K-SDK PutRecord",
    check: async (sandbox) => {
      const stream = await sandbox.stream({ shards: 2 });
      for (const shard of await stream.shards()) {
        for (const hash of rangeOf(shard)) {
          const put = await stream.put("same", "x", { ExplicitHashKey: String(hash) });
          assert.equal(put.ShardId, shard.ShardId);
        }
        const records = await stream.readFirst(present(shard.ShardId, "ShardId"), 2);
        assert.deepEqual(
          records.map(({ PartitionKey }) => PartitionKey),
          ["same", "same"],
        );
      }
    },
  },
  {
    id: "explicit-hash-key-range",
    title: "An explicit hash key of 2^128 is refused",
    source: "K-SDK PutRecord (128-bit); BOTO HashKey",
    check: async (sandbox) => {
      const stream = await sandbox.stream();
      await refused(
        stream.put("k", "x", { ExplicitHashKey: String(keySpace) }),
        "InvalidArgumentException",
        "ValidationException",
      );
    },
  },
  {
    id: "partition-key-length",
    title: "A partition key has 1 to 256 characters",
    source: "BOTO PartitionKey",
    check: async (sandbox) => {
      const stream = await sandbox.stream();
      await stream.put("k".repeat(256), "x");
      await refused(stream.put("k".repeat(257), "x"), "ValidationException");
      await refused(stream.put("", "x"), "ValidationException");
    },
  },
  {
    id: "sequence-numbers-grow",
    title: "Sequence numbers of puts one after another, each naming the last, grow strictly",
    source: "K-SDK PutRecord SequenceNumberForOrdering",
    check: async (sandbox) => {
      const stream = await sandbox.stream();
      const numbers: (string | undefined)[] = [];
      for (let index = 0; index < 10; index += 1) {
        const last = numbers.at(-1);
        const put = await stream.put(
          "truck",
          String(index),
          last === undefined ? {} : { SequenceNumberForOrdering: last },
        );
        numbers.push(put.SequenceNumber);
      }
      assert(isGrowing(numbers), `not growing: ${numbers.join(", ")}`);
    },
  },
  {
    id: "key-in-one-shard",
    title: "All records of one key are in one shard, in the order of their acknowledged puts",
    source: "KDG/key-concepts; K-SDK PutRecord",
    check: async (sandbox) => {
      const stream = await sandbox.stream({ shards: 3 });
      const puts = [];
      for (let index = 0; index < 6; index += 1) puts.push(await stream.put("k", String(index)));
      assert.equal(new Set(puts.map(({ ShardId }) => ShardId)).size, 1);
      const shardId = present(at(puts, 0).ShardId, "ShardId");
      const records = await stream.readFirst(shardId, puts.length);
      assert.deepEqual(
        records.map(({ SequenceNumber }) => SequenceNumber),
        puts.map(({ SequenceNumber }) => SequenceNumber),
      );
      assert(isGrowing(records.map(({ SequenceNumber }) => SequenceNumber)));
    },
  },
]);

function rangeOf({ HashKeyRange }: Shard): readonly [first: bigint, last: bigint] {
  const { StartingHashKey, EndingHashKey } = present(HashKeyRange, "HashKeyRange");
  return [
    BigInt(present(StartingHashKey, "StartingHashKey")),
    BigInt(present(EndingHashKey, "EndingHashKey")),
  ];
}
