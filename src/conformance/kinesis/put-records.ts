import assert from "node:assert/strict";

import { PutRecordsCommand, type PutRecordsRequestEntry } from "@aws-sdk/client-kinesis";

import { at, present, refused } from "../expect.ts";
import { rulesOf } from "../rule.ts";
import type { Sandbox } from "../sandbox.ts";
import { isGrowing, type TestStream, textOf } from "./test-stream.ts";

const oneMiB = 2 ** 20;

/** PutRecords, and the sizes of records and requests. */
export const putRecordsRules = rulesOf("kinesis", [
  {
    id: "put-records-in-order",
    title: "PutRecords answers in the order of the request, and keeps it per shard if none fails",
    source: "KDG/developing-producers-with-sdk",
    check: async (sandbox) => {
      const stream = await sandbox.stream({ shards: 2 });
      const entries = Array.from({ length: 20 }, (_, index) => entry(`k${index % 5}`, `${index}`));
      const { FailedRecordCount, Records = [] } = await putRecords(sandbox, stream, entries);
      assert.equal(FailedRecordCount, 0);
      assert.equal(Records.length, entries.length);
      for (const { ShardId } of await stream.shards()) {
        const mine = entries.filter((_, index) => Records[index]?.ShardId === ShardId);
        const read = await stream.readFirst(present(ShardId, "ShardId"), mine.length);
        assert.deepEqual(
          read.map(textOf),
          mine.map(({ Data }) => Buffer.from(present(Data, "Data")).toString()),
        );
        assert(isGrowing(read.map(({ SequenceNumber }) => SequenceNumber)));
      }
    },
  },
  {
    id: "put-records-partial",
    title: "A throttled record of PutRecords fails by itself; records of another shard are taken",
    source: "K-SDK PutRecords",
    check: async (sandbox) => {
      const stream = await sandbox.stream({ shards: 2 });
      const large = "x".repeat(700_000);
      const [hot, cold] = ["0", String(2n ** 127n)] as const;
      const entries = [
        ...Array.from({ length: 6 }, () => entry("hot", large, hot)),
        entry("cold", "small", cold),
      ];
      const { FailedRecordCount = 0, Records = [] } = await putRecords(sandbox, stream, entries);
      const failed = Records.filter(({ ErrorCode }) => ErrorCode !== undefined);
      assert(failed.length > 0, "4 MB to one shard at once and no record was throttled");
      assert.equal(failed.length, FailedRecordCount);
      for (const { ErrorCode, SequenceNumber } of failed) {
        assert.equal(ErrorCode, "ProvisionedThroughputExceededException");
        assert.equal(SequenceNumber, undefined);
      }
      assert.equal(at(Records, 6).ErrorCode, undefined);
      present(at(Records, 6).SequenceNumber, "SequenceNumber");
    },
  },
  {
    id: "put-records-500",
    title: "PutRecords takes 1 to 500 records: more or none is a ValidationException",
    source: "BOTO PutRecordsRequestEntryList",
    check: async (sandbox) => {
      const stream = await sandbox.stream();
      const entries = Array.from({ length: 501 }, () => entry("k", "x"));
      await refused(putRecords(sandbox, stream, entries), "ValidationException");
      await refused(putRecords(sandbox, stream, []), "ValidationException");
    },
  },
  {
    id: "put-records-10-mib",
    title: "A PutRecords request of 6 MiB is taken; the limit is 10 MiB",
    source: "K-SDK PutRecords; KDG/service-sizes-and-limits",
    check: async (sandbox) => {
      const stream = await sandbox.stream({ shards: 2 });
      const entries = Array.from({ length: 7 }, () => entry("k", "x".repeat(900_000)));
      const { Records = [] } = await putRecords(sandbox, stream, entries);
      assert.equal(Records.length, entries.length);
    },
  },
  {
    id: "put-records-over-10-mib",
    title: "A PutRecords request above 10 MiB is refused as a whole",
    source: "K-SDK PutRecords; KDG/service-sizes-and-limits",
    check: async (sandbox) => {
      const stream = await sandbox.stream();
      const entries = Array.from({ length: 11 }, () => entry("k", "x".repeat(1_000_000)));
      await refused(
        putRecords(sandbox, stream, entries),
        "InvalidArgumentException",
        "ValidationException",
      );
    },
  },
  {
    id: "record-size",
    title: "A record above 1 MiB is refused; one of 1,000,000 bytes is taken",
    source: "KDG/large-records",
    check: async (sandbox) => {
      const stream = await sandbox.stream();
      await refused(
        stream.put("k", "x".repeat(oneMiB + 1)),
        "ValidationException",
        "InvalidArgumentException",
      );
      await stream.put("k", "x".repeat(1_000_000));
    },
  },
]);

function entry(key: string, text: string, hashKey?: string): PutRecordsRequestEntry {
  return {
    PartitionKey: key,
    Data: Buffer.from(text),
    ...(hashKey !== undefined && { ExplicitHashKey: hashKey }),
  };
}

function putRecords(
  { clients }: Sandbox,
  { name }: TestStream,
  entries: readonly PutRecordsRequestEntry[],
) {
  return clients.kinesisOnce.send(
    new PutRecordsCommand({ StreamName: name, Records: [...entries] }),
  );
}
