import assert from "node:assert/strict";

import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  PutRecordCommand,
  PutRecordsCommand,
} from "@aws-sdk/client-kinesis";

import { exceedQuota } from "../exceed-quota.ts";
import { rulesOf } from "../rule.ts";

const throttled = ["ProvisionedThroughputExceededException"];

/** The limits of a shard. */
export const kinesisQuotaRules = rulesOf("kinesis", [
  {
    id: "shard-writes-bytes",
    title: "A shard takes 1 MB/s: more is throttled",
    source: "KDG/service-sizes-and-limits",
    isDemanding: true,
    check: async (sandbox) => {
      const { name } = await sandbox.stream();
      const Data = Buffer.alloc(600_000, "x");
      await exceedQuota({
        perSecond: 2 ** 20 / Data.length,
        atOnce: 4,
        throttled,
        call: async () => {
          await sandbox.clients.kinesisOnce.send(
            new PutRecordCommand({ StreamName: name, PartitionKey: "k", Data }),
          );
          return 1;
        },
      });
    },
  },
  {
    id: "shard-writes-records",
    title: "A shard takes 1,000 records/s: more is throttled",
    source: "KDG/service-sizes-and-limits",
    isDemanding: true,
    check: async (sandbox) => {
      const { name } = await sandbox.stream();
      const Records = Array.from({ length: 500 }, () => ({
        PartitionKey: "k",
        Data: Buffer.from("x"),
      }));
      await exceedQuota({
        perSecond: 1000,
        atOnce: 4,
        throttled,
        call: async () => {
          const { FailedRecordCount = 0 } = await sandbox.clients.kinesisOnce.send(
            new PutRecordsCommand({ StreamName: name, Records }),
          );
          return FailedRecordCount > 0 ? "throttled" : Records.length;
        },
      });
    },
  },
  {
    id: "shard-reads",
    title: "A shard answers five GetRecords calls per second: more are throttled",
    source: "KDG/service-sizes-and-limits",
    isDemanding: true,
    check: async (sandbox) => {
      const stream = await sandbox.stream();
      const ShardIterator = await stream.iterator(await stream.onlyShard(), "TRIM_HORIZON");
      await exceedQuota({
        perSecond: 5,
        atOnce: 12,
        throttled,
        call: async () => {
          await sandbox.clients.kinesisOnce.send(new GetRecordsCommand({ ShardIterator }));
          return 1;
        },
      });
    },
  },
  {
    id: "shard-iterators",
    title: "A shard gives five iterators per second: more are throttled",
    source: "K-SDK GetShardIterator",
    isDemanding: true,
    check: async (sandbox) => {
      const stream = await sandbox.stream();
      const ShardId = await stream.onlyShard();
      await exceedQuota({
        perSecond: 5,
        atOnce: 12,
        throttled,
        call: async () => {
          await sandbox.clients.kinesisOnce.send(
            new GetShardIteratorCommand({
              StreamName: stream.name,
              ShardId,
              ShardIteratorType: "LATEST",
            }),
          );
          return 1;
        },
      });
    },
  },
  {
    id: "quota-per-shard",
    title: "A throttled shard leaves the others alone",
    source: "KDG/how-do-i-size-a-stream (hot key)",
    isDemanding: true,
    check: async (sandbox) => {
      const stream = await sandbox.stream({ shards: 2 });
      const Data = Buffer.alloc(600_000, "x");
      const put = (ExplicitHashKey: string, data: Uint8Array) =>
        sandbox.clients.kinesisOnce.send(
          new PutRecordCommand({
            StreamName: stream.name,
            PartitionKey: "k",
            ExplicitHashKey,
            Data: data,
          }),
        );
      await exceedQuota({
        perSecond: 2 ** 20 / Data.length,
        atOnce: 4,
        throttled,
        call: async () => {
          await put("0", Data);
          return 1;
        },
      });
      const { ShardId } = await put(String(2n ** 127n), Buffer.from("x"));
      assert(ShardId !== undefined);
    },
  },
]);
