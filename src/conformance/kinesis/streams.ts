import assert from "node:assert/strict";

import {
  AddTagsToStreamCommand,
  CreateStreamCommand,
  DecreaseStreamRetentionPeriodCommand,
  DeleteStreamCommand,
  DescribeStreamSummaryCommand,
  DisableEnhancedMonitoringCommand,
  EnableEnhancedMonitoringCommand,
  IncreaseStreamRetentionPeriodCommand,
  ListStreamsCommand,
  ListTagsForStreamCommand,
  RemoveTagsFromStreamCommand,
  SplitShardCommand,
  StartStreamEncryptionCommand,
  StopStreamEncryptionCommand,
  UpdateMaxRecordSizeCommand,
} from "@aws-sdk/client-kinesis";

import { at, eventually, present, refused } from "../expect.ts";
import { rulesOf } from "../rule.ts";
import type { Sandbox } from "../sandbox.ts";
import type { TestStream } from "./test-stream.ts";

/** The life of a stream and its settings. */
export const streamRules = rulesOf("kinesis", [
  {
    id: "unknown-stream",
    title: "A stream that does not exist is a ResourceNotFoundException",
    source: "K-SDK DescribeStreamSummary",
    check: async (sandbox) => {
      const StreamName = sandbox.name();
      const error = await refused(
        sandbox.clients.kinesis.send(new DescribeStreamSummaryCommand({ StreamName })),
        "ResourceNotFoundException",
      );
      assert.match(error.message, new RegExp(`${StreamName}.*not found`));
    },
  },
  {
    id: "create-existing",
    title: "A second stream of the same name is refused: ResourceInUseException",
    source: "K-SDK CreateStream",
    check: async (sandbox) => {
      const { name } = await sandbox.stream();
      await refused(
        sandbox.clients.kinesis.send(new CreateStreamCommand({ StreamName: name, ShardCount: 1 })),
        "ResourceInUseException",
      );
    },
  },
  {
    id: "delete-stream",
    title: "A deleted stream is DELETING, then gone",
    source: "K-SDK DeleteStream",
    check: async (sandbox) => {
      const stream = await sandbox.stream();
      await sandbox.clients.kinesis.send(new DeleteStreamCommand({ StreamName: stream.name }));
      await eventually(async () => {
        try {
          assert.equal((await stream.summary()).StreamStatus, "DELETING");
          return undefined;
        } catch (error) {
          if (error instanceof Error && error.name === "ResourceNotFoundException") return true;
          throw error;
        }
      }, "the stream is not gone");
    },
  },
  {
    id: "list-streams",
    title: "ListStreams names a stream that exists",
    source: "K-SDK ListStreams",
    check: async (sandbox) => {
      const { name } = await sandbox.stream();
      // The list starts behind a name, in alphabetical order.
      const { StreamNames = [] } = await sandbox.clients.kinesis.send(
        new ListStreamsCommand({ ExclusiveStartStreamName: name.slice(0, -1) }),
      );
      assert(StreamNames.includes(name));
    },
  },
  {
    id: "retention",
    title: "Retention is 24 h at first, and can be raised and lowered",
    source: "K-SDK IncreaseStreamRetentionPeriod",
    check: async (sandbox) => {
      const stream = await sandbox.stream();
      assert.equal((await stream.summary()).RetentionPeriodHours, 24);
      await increase(sandbox, stream, 48);
      await stream.untilActive();
      assert.equal((await stream.summary()).RetentionPeriodHours, 48);
      await decrease(sandbox, stream, 24);
      await stream.untilActive();
      assert.equal((await stream.summary()).RetentionPeriodHours, 24);
    },
  },
  {
    id: "retention-range",
    title: "Retention below 24 h or above 8,760 h is refused",
    source: "K-SDK IncreaseStreamRetentionPeriod",
    check: async (sandbox) => {
      const stream = await sandbox.stream();
      const names = ["InvalidArgumentException", "ValidationException"];
      await refused(increase(sandbox, stream, 8761), ...names);
      await refused(decrease(sandbox, stream, 23), ...names);
    },
  },
  {
    id: "retention-direction",
    title: "IncreaseStreamRetentionPeriod to less than there is is refused",
    source: "K-SDK IncreaseStreamRetentionPeriod",
    check: async (sandbox) => {
      const stream = await sandbox.stream();
      await increase(sandbox, stream, 72);
      await stream.untilActive();
      await refused(increase(sandbox, stream, 48), "InvalidArgumentException");
    },
  },
  {
    id: "tags",
    title: "Tags of a stream are added, listed and removed",
    source: "K-SDK AddTagsToStream",
    check: async (sandbox) => {
      const { kinesis } = sandbox.clients;
      const { name: StreamName } = await sandbox.stream();
      await kinesis.send(new AddTagsToStreamCommand({ StreamName, Tags: { a: "1", b: "2" } }));
      await kinesis.send(new RemoveTagsFromStreamCommand({ StreamName, TagKeys: ["a"] }));
      const { Tags } = await kinesis.send(new ListTagsForStreamCommand({ StreamName }));
      assert.deepEqual(Tags, [{ Key: "b", Value: "2" }]);
    },
  },
  {
    id: "encryption",
    title: "Server-side encryption shows in the stream and in the records put since",
    source: "K-SDK StartStreamEncryption",
    check: async (sandbox) => {
      const { kinesis } = sandbox.clients;
      const stream = await sandbox.stream();
      const key = {
        StreamName: stream.name,
        EncryptionType: "KMS",
        KeyId: "alias/aws/kinesis",
      } as const;
      await kinesis.send(new StartStreamEncryptionCommand(key));
      await stream.untilActive();
      assert.equal((await stream.summary()).EncryptionType, "KMS");
      assert.equal((await stream.put("k", "x")).EncryptionType, "KMS");
      const record = at(await stream.readFirst(await stream.onlyShard(), 1), 0);
      assert.equal(record.EncryptionType, "KMS");
      await kinesis.send(new StopStreamEncryptionCommand(key));
      await stream.untilActive();
      assert.equal((await stream.summary()).EncryptionType, "NONE");
    },
  },
  {
    id: "enhanced-monitoring",
    title: "Shard-level metrics are enabled and disabled by name",
    source: "K-SDK EnableEnhancedMonitoring",
    check: async (sandbox) => {
      const { kinesis } = sandbox.clients;
      const { name: StreamName } = await sandbox.stream();
      const input = { StreamName, ShardLevelMetrics: ["IncomingBytes" as const] };
      const enabled = await kinesis.send(new EnableEnhancedMonitoringCommand(input));
      assert.deepEqual(enabled.DesiredShardLevelMetrics, ["IncomingBytes"]);
      const disabled = await kinesis.send(new DisableEnhancedMonitoringCommand(input));
      assert.deepEqual(disabled.CurrentShardLevelMetrics, ["IncomingBytes"]);
    },
  },
  {
    id: "on-demand",
    title: "An on-demand stream takes 4 MB/s at first (four shards) and says its mode",
    source: "KDG/service-sizes-and-limits; four shards: derived",
    check: async (sandbox) => {
      const stream = await sandbox.stream({ mode: "ON_DEMAND" });
      const summary = await stream.summary();
      assert.equal(summary.StreamModeDetails?.StreamMode, "ON_DEMAND");
      assert.equal(summary.OpenShardCount, 4);
    },
  },
  {
    id: "on-demand-not-split",
    title: "Shards of an on-demand stream cannot be split by hand",
    source: "K-SDK SplitShard",
    check: async (sandbox) => {
      const stream = await sandbox.stream({ mode: "ON_DEMAND" });
      const ShardToSplit = present(at(await stream.shards(), 0).ShardId, "ShardId");
      await refused(
        sandbox.clients.kinesis.send(
          new SplitShardCommand({ StreamName: stream.name, ShardToSplit, NewStartingHashKey: "5" }),
        ),
        "ValidationException",
        "InvalidArgumentException",
      );
    },
  },
  {
    id: "max-record-size",
    title: "A stream can be set to take records above 1 MiB",
    source: "K-SDK UpdateMaxRecordSize; KDG/large-records",
    check: async (sandbox) => {
      const stream = await sandbox.stream();
      await sandbox.clients.kinesis.send(
        new UpdateMaxRecordSizeCommand({
          StreamARN: await stream.arn(),
          MaxRecordSizeInKiB: 2048,
        }),
      );
      await stream.untilActive();
      assert.equal((await stream.summary()).MaxRecordSizeInKiB, 2048);
    },
  },
]);

function increase({ clients }: Sandbox, { name }: TestStream, hours: number) {
  return clients.kinesis.send(
    new IncreaseStreamRetentionPeriodCommand({ StreamName: name, RetentionPeriodHours: hours }),
  );
}

function decrease({ clients }: Sandbox, { name }: TestStream, hours: number) {
  return clients.kinesis.send(
    new DecreaseStreamRetentionPeriodCommand({ StreamName: name, RetentionPeriodHours: hours }),
  );
}
