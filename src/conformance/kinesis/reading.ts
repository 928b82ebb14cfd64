import assert from "node:assert/strict";

import { GetRecordsCommand } from "@aws-sdk/client-kinesis";

import { at, eventually, present, refused, sleep } from "../expect.ts";
import { rulesOf } from "../rule.ts";
import type { Sandbox } from "../sandbox.ts";
import { type TestStream, textOf } from "./test-stream.ts";

/** Iterators and GetRecords. */
export const readingRules = rulesOf("kinesis", [
  {
    id: "record-unchanged",
    title: "A record is read as it was put: data, key, sequence number, arrival time",
    source: "K-SDK GetRecords",
    check: async (sandbox) => {
      const { stream, shardId } = await oneShard(sandbox);
      const data = Uint8Array.from({ length: 256 }, (_, index) => index);
      const { SequenceNumber } = await stream.put("key", "", { Data: data });
      const record = at(await stream.readFirst(shardId, 1), 0);
      assert.deepEqual([...present(record.Data, "Data")], [...data]);
      assert.equal(record.PartitionKey, "key");
      assert.equal(record.SequenceNumber, SequenceNumber);
      const arrival = present(record.ApproximateArrivalTimestamp, "ApproximateArrivalTimestamp");
      assert(Math.abs(arrival.getTime() - Date.now()) < 60_000, `arrived ${arrival.toISOString()}`);
    },
  },
  {
    id: "trim-horizon",
    title: "TRIM_HORIZON reads from the oldest record, as often as one likes",
    source: "K-SDK GetShardIterator",
    check: async (sandbox) => {
      const { stream, shardId } = await oneShard(sandbox, ["0", "1", "2"]);
      for (const _ of [1, 2]) {
        assert.deepEqual((await stream.readFirst(shardId, 3)).map(textOf), ["0", "1", "2"]);
      }
    },
  },
  {
    id: "latest",
    title: "LATEST reads only what is put after the iterator was made",
    source: "K-SDK GetShardIterator",
    check: async (sandbox) => {
      const { stream, shardId } = await oneShard(sandbox, ["before"]);
      await stream.readFirst(shardId, 1);
      const iterator = await stream.iterator(shardId, "LATEST");
      await stream.put("k", "after");
      assert.deepEqual((await stream.read(iterator, 1)).map(textOf), ["after"]);
    },
  },
  {
    id: "at-after-sequence-number",
    title: "AT_SEQUENCE_NUMBER includes the record of that number, AFTER_SEQUENCE_NUMBER does not",
    source: "K-SDK GetShardIterator",
    check: async (sandbox) => {
      const { stream, shardId } = await oneShard(sandbox, ["0", "1", "2"]);
      const { SequenceNumber } = at(await stream.readFirst(shardId, 3), 1);
      const from = { StartingSequenceNumber: present(SequenceNumber, "SequenceNumber") };
      const atIterator = await stream.iterator(shardId, "AT_SEQUENCE_NUMBER", from);
      assert.deepEqual((await stream.read(atIterator, 2)).map(textOf), ["1", "2"]);
      const afterIterator = await stream.iterator(shardId, "AFTER_SEQUENCE_NUMBER", from);
      assert.deepEqual((await stream.read(afterIterator, 1)).map(textOf), ["2"]);
    },
  },
  {
    id: "at-timestamp",
    title: "AT_TIMESTAMP reads from the first record that arrived at that time or later",
    source: "K-SDK GetShardIterator",
    check: async (sandbox) => {
      const { stream, shardId } = await oneShard(sandbox, ["early"]);
      await sleep(1500);
      await stream.put("k", "late");
      const late = at(await stream.readFirst(shardId, 2), 1);
      const arrival = present(late.ApproximateArrivalTimestamp, "ApproximateArrivalTimestamp");
      const Timestamp = new Date(arrival.getTime() - 500);
      const iterator = await stream.iterator(shardId, "AT_TIMESTAMP", { Timestamp });
      assert.deepEqual((await stream.read(iterator, 1)).map(textOf), ["late"]);
    },
  },
  {
    id: "iterator-needs-number",
    title: "AT_SEQUENCE_NUMBER without a sequence number is refused",
    source: "K-SDK GetShardIterator",
    check: async (sandbox) => {
      const { stream, shardId } = await oneShard(sandbox);
      await refused(stream.iterator(shardId, "AT_SEQUENCE_NUMBER"), "InvalidArgumentException");
    },
  },
  {
    id: "unknown-shard",
    title: "An iterator of a shard that does not exist is refused: ResourceNotFoundException",
    source: "K-SDK GetShardIterator",
    check: async (sandbox) => {
      const { stream } = await oneShard(sandbox);
      await refused(
        stream.iterator("shardId-000000000099", "TRIM_HORIZON"),
        "ResourceNotFoundException",
      );
    },
  },
  {
    id: "garbage-iterator",
    title: "Text that is no iterator is refused: InvalidArgumentException",
    source: "K-SDK GetRecords",
    check: async ({ clients }) => {
      await refused(
        clients.kinesis.send(new GetRecordsCommand({ ShardIterator: "not an iterator" })),
        "InvalidArgumentException",
      );
    },
  },
  {
    id: "pages",
    title: "Following NextShardIterator with a Limit gives each record once, in order",
    source: "K-SDK GetRecords",
    check: async (sandbox) => {
      const { stream, shardId } = await oneShard(sandbox, ["0", "1", "2", "3", "4"]);
      const iterator = await stream.iterator(shardId, "TRIM_HORIZON");
      const texts = (await stream.read(iterator, 5, 2)).map(textOf);
      assert.deepEqual(texts, ["0", "1", "2", "3", "4"]);
    },
  },
  {
    id: "limit-range",
    title: "GetRecords with a Limit above 10,000 is refused",
    source: "K-SDK GetRecords; BOTO max 10000",
    check: async (sandbox) => {
      const { stream, shardId } = await oneShard(sandbox);
      const ShardIterator = await stream.iterator(shardId, "TRIM_HORIZON");
      await refused(
        sandbox.clients.kinesis.send(new GetRecordsCommand({ ShardIterator, Limit: 10_001 })),
        "InvalidArgumentException",
        "ValidationException",
      );
    },
  },
  {
    id: "millis-behind-latest",
    title: "MillisBehindLatest is above 0 while newer records wait, and 0 at the tip",
    source: "K-SDK GetRecords",
    check: async (sandbox) => {
      const { stream, shardId } = await oneShard(sandbox, ["old"]);
      await sleep(1200);
      await stream.put("k", "new");
      await stream.readFirst(shardId, 2);
      let next = await stream.iterator(shardId, "TRIM_HORIZON");
      const page = async (Limit: number) => {
        const command = new GetRecordsCommand({ ShardIterator: next, Limit });
        const answer = await sandbox.clients.kinesis.send(command);
        next = present(answer.NextShardIterator, "NextShardIterator");
        return present(answer.MillisBehindLatest, "MillisBehindLatest");
      };
      const behind = await page(1);
      assert(behind > 0, `MillisBehindLatest ${behind} with a record waiting`);
      await eventually(
        async () => ((await page(10)) === 0 ? true : undefined),
        "MillisBehindLatest is not 0 at the tip",
        5000,
        250,
      );
    },
  },
  {
    id: "iterator-expires",
    title: "An iterator expires five minutes after it was given: ExpiredIteratorException",
    source: "K-SDK GetShardIterator",
    isLong: true,
    check: async (sandbox) => {
      const { stream, shardId } = await oneShard(sandbox);
      const ShardIterator = await stream.iterator(shardId, "TRIM_HORIZON");
      const read = () => sandbox.clients.kinesis.send(new GetRecordsCommand({ ShardIterator }));
      await sleep(290_000);
      await read();
      await sleep(11_000);
      await refused(read(), "ExpiredIteratorException");
    },
  },
]);

async function oneShard(
  sandbox: Sandbox,
  texts: readonly string[] = [],
): Promise<{ readonly stream: TestStream; readonly shardId: string }> {
  const stream = await sandbox.stream();
  for (const text of texts) await stream.put("k", text);
  return { stream, shardId: await stream.onlyShard() };
}
