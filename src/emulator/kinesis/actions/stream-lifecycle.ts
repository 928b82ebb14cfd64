import { ServiceError } from "../../service-error.ts";
import { checked } from "../input/checked.ts";
import { tagsField } from "../input/fields.ts";
import { streamFields, streamNameField } from "../input/fields.ts";
import type { Field, Shape } from "../input/input-shape.ts";
import { minOnDemandShards } from "../stream/on-demand-scaling.ts";
import type { StreamReference } from "../stream/stream-reference.ts";
import type { RecordDistribution, StreamMode } from "../stream/stream-settings.ts";
import { Stream } from "../stream/stream.ts";
import type { Streams } from "../stream/streams.ts";
import type { TagMap } from "../stream/tags.ts";
import type { KinesisAction } from "./kinesis-action.ts";
import {
  beOnDemand,
  checkOnDemandLimit,
  checkWarmThroughput,
  distribute,
  distributionField,
  streamModeField,
} from "./stream-mode.ts";
import { recordSizeField } from "./stream-options.ts";

/** AWS gives no time for deleting: assumed, short because nothing is measured by it. */
const deletionMs = 1000;
/** At most five streams in CREATING at once (K-SDK CreateStream). */
const maxCreating = 5;

const createShape: Shape = {
  ShardCount: { type: "integer", min: 1, max: 100_000 },
  StreamName: { ...streamNameField, required: true } as Field,
  StreamModeDetails: streamModeField,
  Tags: tagsField,
  WarmThroughputMiBps: { type: "integer", min: 0 },
  MaxRecordSizeInKiB: recordSizeField,
  RecordDistributionStrategy: distributionField,
};

interface CreateStreamInput {
  readonly StreamName: string;
  readonly ShardCount?: number;
  readonly StreamModeDetails?: { readonly StreamMode: StreamMode };
  readonly Tags?: TagMap;
  readonly WarmThroughputMiBps?: number;
  readonly MaxRecordSizeInKiB?: number;
  readonly RecordDistributionStrategy?: RecordDistribution;
}

export const createStream: KinesisAction = (streams, input, nowMs) => {
  const request = checked<CreateStreamInput>(createShape, input);
  const { StreamName: name, WarmThroughputMiBps: warmMiBps } = request;
  streams.countCall("CreateStream", request, nowMs);
  const mode = modeOf(request);
  const { accountId, quotaWindow } = streams.environment;
  if (streams.named(name, nowMs) !== undefined) {
    throw new ServiceError(
      "ResourceInUseException",
      `Stream ${name} under account ${accountId} already exists.`,
    );
  }
  checkCreating(streams, nowMs);
  const shardCount = request.ShardCount ?? Math.max(minOnDemandShards, warmMiBps ?? 0);
  streams.checkShardLimit(shardCount, nowMs);
  if (mode === "ON_DEMAND") checkOnDemandLimit(streams, nowMs);
  if (warmMiBps !== undefined) checkWarmThroughput(streams, warmMiBps, nowMs);
  const arn = streams.arnOf(name);
  const readyMs = nowMs + streams.control.streamCreationMs;
  const stream = new Stream(
    { name, arn, shardCount, createdMs: nowMs, readyMs, quotaWindow },
    accountId,
  );
  if (mode === "ON_DEMAND") beOnDemand(stream, warmMiBps, nowMs);
  stream.settings.maxRecordBytes = (request.MaxRecordSizeInKiB ?? 1024) * 1024;
  if (request.RecordDistributionStrategy !== undefined) {
    distribute(stream, request.RecordDistributionStrategy);
  }
  if (request.Tags !== undefined) stream.resource.tags.set(request.Tags, stream.resource.title);
  streams.add(stream);
  return {};
};

/** Without a mode and a number of shards it is on-demand (localstack test_create_stream_without_shard_count, recorded against AWS). */
function modeOf({
  StreamModeDetails,
  ShardCount,
  WarmThroughputMiBps,
}: CreateStreamInput): StreamMode {
  const isCounted = ShardCount !== undefined;
  const mode = StreamModeDetails?.StreamMode ?? (isCounted ? "PROVISIONED" : "ON_DEMAND");
  if (isCounted && mode === "ON_DEMAND") {
    throw invalid("ShardCount must not be specified for an on-demand stream.");
  }
  if (!isCounted && mode === "PROVISIONED") {
    throw invalid("ShardCount must be specified for a provisioned stream.");
  }
  if (WarmThroughputMiBps !== undefined && mode === "PROVISIONED") {
    throw invalid("WarmThroughputMiBps must not be specified for a provisioned stream.");
  }
  return mode;
}

/** That these are refused is K-SDK's, the wording is assumed. */
function invalid(message: string): ServiceError {
  return new ServiceError("ValidationException", message);
}

function checkCreating(streams: Streams, nowMs: number): void {
  const isCreating = (stream: Stream): boolean => stream.status(nowMs) === "CREATING";
  const creating = streams.list(nowMs).filter(isCreating).length;
  if (creating < maxCreating || !streams.environment.hasQuotas) return;
  // The wording, with its two spaces, is the live service's, as quoted in hashicorp/terraform-provider-aws#1339.
  throw new ServiceError(
    "LimitExceededException",
    `This request would have exceed the limit on the number  of streams that can simultaneously be in CREATING or DELETING for the account ${streams.environment.accountId}. Limit: ${maxCreating}.`,
  );
}

const deleteShape: Shape = { ...streamFields, EnforceConsumerDeletion: { type: "boolean" } };
type DeleteStreamInput = StreamReference & { readonly EnforceConsumerDeletion?: boolean };

/** One that has consumers is deleted only if told to delete them too; their subscriptions end (K-SDK DeleteStream). */
export const deleteStream: KinesisAction = (streams, input, nowMs) => {
  const request = checked<DeleteStreamInput>(deleteShape, input);
  streams.countCall("DeleteStream", request, nowMs);
  const stream = streams.find(request, nowMs);
  const { name } = stream.options;
  const consumers = stream.consumers.list(nowMs);
  if (consumers.length > 0 && request.EnforceConsumerDeletion !== true) {
    // The wording is the live service's, as quoted in hashicorp/terraform-provider-aws#8420.
    throw new ServiceError(
      "ResourceInUseException",
      `DeleteStream can't delete ${streams.environment.accountId}:${name} because there are consumers associated with this data stream. To delete ${name} anyway, set the EnforceConsumerDeletion parameter to true to force the deletion of all the consumers that are associated with it.`,
    );
  }
  stream.deletedMs ??= nowMs + deletionMs;
  for (const consumer of consumers) consumer.delete(nowMs, streams.notFound(name));
  return {};
};
