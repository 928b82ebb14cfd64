import { ServiceError } from "../service-error.ts";
import type { Shape } from "./input-shape.ts";
import { Stream } from "./stream.ts";
import type { KinesisAction } from "./streams.ts";
import {
  checked,
  invalidArgument,
  streamFields,
  streamNameField,
  type StreamReference,
} from "./validate.ts";

/** AWS gives no times for creating and deleting: assumed, short because nothing is measured by them. */
const creationMs = 1000;
const deletionMs = 1000;
/** A new on-demand stream takes 4 MB/s and 4,000 records/s (facts/aws.md 1.3): four shards' worth. It does not scale here yet. */
const onDemandShards = 4;
const shardQuota = 20_000;
const modeFields: Shape = {
  StreamMode: { type: "string", required: true, oneOf: ["PROVISIONED", "ON_DEMAND"] },
};

const createShape: Shape = {
  StreamName: { ...streamNameField, required: true },
  ShardCount: { type: "integer", min: 1 },
  StreamModeDetails: { type: "structure", fields: modeFields },
  MaxRecordSizeInKiB: { type: "integer", min: 1024, max: 10_240 },
};

interface CreateStreamInput {
  readonly StreamName: string;
  readonly ShardCount?: number;
  readonly StreamModeDetails?: { readonly StreamMode: "PROVISIONED" | "ON_DEMAND" };
  readonly MaxRecordSizeInKiB?: number;
}

export const createStream: KinesisAction = (streams, input, nowMs) => {
  const request = checked<CreateStreamInput>(createShape, input);
  const { region, accountId } = streams.environment;
  const name = request.StreamName;
  const isOnDemand = request.StreamModeDetails?.StreamMode === "ON_DEMAND";
  if (isOnDemand !== (request.ShardCount === undefined)) {
    throw new ServiceError(
      "ValidationException",
      isOnDemand
        ? "ShardCount must not be specified for an on-demand stream."
        : "ShardCount must be specified for a provisioned stream.",
    );
  }
  if (streams.named(name, nowMs) !== undefined) {
    throw new ServiceError(
      "ResourceInUseException",
      `Stream ${name} under account ${accountId} already exists.`,
    );
  }
  const shardCount = request.ShardCount ?? onDemandShards;
  // KDG/service-sizes-and-limits: 20,000 shards per account in the large Regions.
  const used = streams.list(nowMs).reduce((sum, stream) => sum + stream.openShards.length, 0);
  if (used + shardCount > shardQuota) {
    throw new ServiceError(
      "LimitExceededException",
      `This request would exceed the shard limit for the account ${accountId} in ${region}. Current shard count for the account: ${used}. Limit: ${shardQuota}. Number of additional shards that would have resulted from this request: ${shardCount}.`,
    );
  }
  streams.add(
    new Stream({
      name,
      arn: `arn:aws:kinesis:${region}:${accountId}:stream/${name}`,
      mode: isOnDemand ? "ON_DEMAND" : "PROVISIONED",
      shardCount,
      createdMs: nowMs,
      readyMs: nowMs + creationMs,
      maxRecordBytes: (request.MaxRecordSizeInKiB ?? 1024) * 1024,
    }),
  );
  return {};
};

const deleteShape: Shape = { ...streamFields, EnforceConsumerDeletion: { type: "boolean" } };
type DeleteStreamInput = StreamReference & { readonly EnforceConsumerDeletion?: boolean };

/** One that has consumers is deleted only if told to delete them too; their subscriptions end (K-SDK DeleteStream). */
export const deleteStream: KinesisAction = (streams, input, nowMs) => {
  const request = checked<DeleteStreamInput>(deleteShape, input);
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

const retentionShape: Shape = {
  ...streamFields,
  RetentionPeriodHours: { type: "integer", required: true },
};
type RetentionInput = StreamReference & { readonly RetentionPeriodHours: number };

/** 24 to 8,760 hours (K-SDK IncreaseStreamRetentionPeriod). */
export const increaseRetention: KinesisAction = (streams, input, nowMs) => {
  const { RetentionPeriodHours: hours, ...reference } = checked<RetentionInput>(
    retentionShape,
    input,
  );
  const stream = streams.findActive(reference, nowMs);
  if (hours < stream.retentionHours) {
    throw invalidArgument(
      `Requested retention period (${hours} hours) for stream ${stream.options.name} can not be shorter than existing retention period (${stream.retentionHours} hours). Use DecreaseRetentionPeriod API.`,
    );
  }
  checkRetention(hours);
  stream.retentionHours = hours;
  return {};
};

export const decreaseRetention: KinesisAction = (streams, input, nowMs) => {
  const { RetentionPeriodHours: hours, ...reference } = checked<RetentionInput>(
    retentionShape,
    input,
  );
  const stream = streams.findActive(reference, nowMs);
  if (hours > stream.retentionHours) {
    throw invalidArgument(
      `Requested retention period (${hours} hours) for stream ${stream.options.name} can not be longer than existing retention period (${stream.retentionHours} hours). Use IncreaseRetentionPeriod API.`,
    );
  }
  checkRetention(hours);
  stream.retentionHours = hours;
  return {};
};

function checkRetention(hours: number): void {
  if (hours >= 24 && hours <= 8760) return;
  throw invalidArgument(
    `Minimum allowed retention period is 24 hours, maximum is 8760 hours. Requested retention period (${hours} hours).`,
  );
}
