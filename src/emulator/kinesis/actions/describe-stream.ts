import { checked } from "../input/checked.ts";
import { shardIdField, streamFields, streamNameField } from "../input/fields.ts";
import type { Shape } from "../input/input-shape.ts";
import type { StreamReference } from "../stream/stream-reference.ts";
import type { Stream } from "../stream/stream.ts";
import type { KinesisAction } from "./kinesis-action.ts";

const describeShape: Shape = {
  Limit: { type: "integer", min: 1, max: 10_000 },
  ExclusiveStartShardId: shardIdField,
  ...streamFields,
};

type DescribeStreamInput = StreamReference & {
  readonly Limit?: number;
  readonly ExclusiveStartShardId?: string;
};

export const describeStream: KinesisAction = (streams, input, nowMs) => {
  const request = checked<DescribeStreamInput>(describeShape, input);
  streams.countCall("DescribeStream", request, nowMs);
  const stream = streams.find(request, nowMs);
  // At most 100 shards per call, whatever the Limit (K-SDK DescribeStream).
  const limit = Math.min(request.Limit ?? 100, 100);
  const after = request.ExclusiveStartShardId ?? "";
  const shards = stream.isMade(nowMs)
    ? stream.shards.filter((shard) => shard.id > after && !stream.isExpired(shard, nowMs))
    : [];
  return {
    StreamDescription: {
      ...summary(stream, nowMs),
      Shards: shards.slice(0, limit).map((shard) => shard.describe()),
      HasMoreShards: shards.length > limit,
    },
  };
};

export const describeStreamSummary: KinesisAction = (streams, input, nowMs) => {
  const request = checked<StreamReference>(streamFields, input);
  streams.countCall("DescribeStreamSummary", request, nowMs);
  const stream = streams.find(request, nowMs);
  return {
    StreamDescriptionSummary: {
      ...summary(stream, nowMs),
      OpenShardCount: stream.isMade(nowMs) ? stream.openShards.length : 0,
      ConsumerCount: stream.consumers.list(nowMs).length,
      MaxRecordSizeInKiB: stream.settings.maxRecordBytes / 1024,
      ...describeOnDemand(stream, streams.account.isCommitted(nowMs)),
    },
  };
};

/** The record distribution is of on-demand streams only, warm throughput also of committed accounts only (K-SDK StreamDescriptionSummary). */
function describeOnDemand({ settings, openShards }: Stream, isCommitted: boolean): object {
  const { onDemand, distribution } = settings;
  if (onDemand === undefined) return {};
  const CurrentMiBps = openShards.length;
  const TargetMiBps = onDemand.warmMiBps ?? CurrentMiBps;
  return {
    RecordDistributionStrategy: distribution,
    ...(isCommitted && { WarmThroughput: { TargetMiBps, CurrentMiBps } }),
  };
}

function summary(stream: Stream, nowMs: number): object {
  const { name, arn } = stream.options;
  const { mode, kmsKeyId, shardLevelMetrics } = stream.settings;
  return {
    StreamName: name,
    StreamARN: arn,
    StreamStatus: stream.status(nowMs),
    StreamModeDetails: { StreamMode: mode },
    RetentionPeriodHours: stream.retentionHours,
    StreamCreationTimestamp: stream.createdSecond,
    EnhancedMonitoring: [{ ShardLevelMetrics: shardLevelMetrics }],
    EncryptionType: kmsKeyId === undefined ? "NONE" : "KMS",
    ...(kmsKeyId !== undefined && { KeyId: kmsKeyId }),
  };
}

const listShape: Shape = {
  Limit: { type: "integer", min: 1, max: 10_000 },
  ExclusiveStartStreamName: streamNameField,
  NextToken: { type: "string", min: 1, max: 1_048_576 },
};

interface ListStreamsInput {
  readonly ExclusiveStartStreamName?: string;
  readonly Limit?: number;
  readonly NextToken?: string;
}

/** 100 names per call unless told otherwise (K-SDK ListStreams). The token is the last name of the page before. */
export const listStreams: KinesisAction = (streams, input, nowMs) => {
  const request = checked<ListStreamsInput>(listShape, input);
  streams.countCall("ListStreams", {}, nowMs);
  const limit = request.Limit ?? 100;
  const after = request.NextToken ?? request.ExclusiveStartStreamName ?? "";
  const rest = streams.list(nowMs).filter(({ options }) => options.name > after);
  const shown = rest.slice(0, limit);
  const hasMore = rest.length > limit;
  return {
    StreamNames: shown.map(({ options }) => options.name),
    HasMoreStreams: hasMore,
    ...(hasMore && { NextToken: shown.at(-1)?.options.name }),
    StreamSummaries: shown.map((stream) => ({
      StreamName: stream.options.name,
      StreamARN: stream.options.arn,
      StreamStatus: stream.status(nowMs),
      StreamModeDetails: { StreamMode: stream.settings.mode },
      StreamCreationTimestamp: stream.createdSecond,
    })),
  };
};
