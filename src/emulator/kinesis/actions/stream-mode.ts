import { ServiceError } from "../../service-error.ts";
import { checked } from "../input/checked.ts";
import { streamArnField, streamFields } from "../input/fields.ts";
import type { Field, Shape } from "../input/input-shape.ts";
import { invalidArgument } from "../kinesis-error.ts";
import { minOnDemandShards, OnDemandScaling } from "../stream/on-demand-scaling.ts";
import type { StreamReference } from "../stream/stream-reference.ts";
import type { RecordDistribution, StreamMode } from "../stream/stream-settings.ts";
import type { Stream } from "../stream/stream.ts";
import type { Streams } from "../stream/streams.ts";
import { scaleTo } from "../stream/uniform-scaling.ts";
import { onDemandStreamQuota } from "./account-settings.ts";
import type { KinesisAction } from "./kinesis-action.ts";

/** At most 10 GiB/s of warm throughput (K-SDK UpdateStreamWarmThroughput). */
const maxWarmMiBps = 10_240;

export const streamModeField: Field = {
  type: "structure",
  fields: { StreamMode: { type: "string", required: true, oneOf: ["PROVISIONED", "ON_DEMAND"] } },
};
export const distributionField: Field = {
  type: "string",
  oneOf: ["AUTO", "USER_PARTITION_KEY"],
};

const modeShape: Shape = {
  StreamARN: { ...streamArnField, required: true } as Field,
  StreamModeDetails: { ...streamModeField, required: true } as Field,
  WarmThroughputMiBps: { type: "integer", min: 0 },
};
type UpdateStreamModeInput = StreamReference & {
  readonly StreamModeDetails: { readonly StreamMode: StreamMode };
  readonly WarmThroughputMiBps?: number;
};

/** Twice in 24 hours per stream (KDG quotas). The shards stay as they are at first. The wording of the refusals is assumed. */
export const updateStreamMode: KinesisAction = (streams, input, nowMs) => {
  const request = checked<UpdateStreamModeInput>(modeShape, input);
  const stream = streams.findActive(request, nowMs);
  const { StreamMode } = request.StreamModeDetails;
  const warmMiBps = request.WarmThroughputMiBps;
  const { settings } = stream;
  if (streams.environment.hasQuotas && !settings.modeUpdates.hasRoom(nowMs)) {
    throw new ServiceError(
      "LimitExceededException",
      `Stream ${stream.options.name} under account ${streams.environment.accountId} can change its mode only twice in 24 hours.`,
    );
  }
  if (warmMiBps !== undefined) {
    if (StreamMode === "PROVISIONED") {
      throw invalidArgument("WarmThroughputMiBps is only valid for on-demand streams.");
    }
    checkWarmThroughput(streams, warmMiBps, nowMs);
  }
  if (StreamMode === "ON_DEMAND" && settings.mode !== "ON_DEMAND") {
    checkOnDemandLimit(streams, nowMs);
  }
  settings.modeUpdates.take(nowMs);
  stream.update(nowMs + streams.control.reshardMs, (atMs) => {
    if (StreamMode === "ON_DEMAND") beOnDemand(stream, warmMiBps, atMs);
    else beProvisioned(stream);
  });
  return {};
};

/** Starts to scale the stream by itself; with warm throughput, at once to what that needs. */
export function beOnDemand(stream: Stream, warmMiBps: number | undefined, atMs: number): void {
  const { settings } = stream;
  settings.onDemand ??= new OnDemandScaling(stream, atMs);
  if (warmMiBps === undefined) return;
  settings.onDemand.warmMiBps = warmMiBps;
  const needed = Math.max(minOnDemandShards, warmMiBps);
  if (needed !== stream.openShards.length) scaleTo(stream, needed, atMs);
}

function beProvisioned({ settings }: Stream): void {
  settings.onDemand?.stop();
  settings.onDemand = undefined;
  // Only on-demand streams can be without keys.
  settings.distribution = "USER_PARTITION_KEY";
}

export function checkOnDemandLimit(streams: Streams, nowMs: number): void {
  const isOnDemand = ({ settings }: Stream): boolean => settings.mode === "ON_DEMAND";
  const count = streams.list(nowMs).filter(isOnDemand).length;
  if (count < onDemandStreamQuota || !streams.environment.hasQuotas) return;
  const { accountId, region } = streams.environment;
  // The wording is the live service's, as quoted in hashicorp/terraform-provider-aws#38094.
  throw new ServiceError(
    "LimitExceededException",
    `This request would exceed the limit on the number of On-Demand streams for the account ${accountId} in ${region}. Current On-Demand streams count: ${count}. Limit: ${onDemandStreamQuota}.`,
  );
}

/** Warm throughput needs the account's minimum throughput billing commitment (K-SDK UpdateStreamWarmThroughput). */
export function checkWarmThroughput(streams: Streams, miBps: number, nowMs: number): void {
  if (!streams.account.isCommitted(nowMs)) {
    throw invalidArgument(
      "Warm throughput requires MinimumThroughputBillingCommitment to be enabled for the account.",
    );
  }
  if (miBps > maxWarmMiBps) {
    throw invalidArgument(`WarmThroughputMiBps ${miBps} exceeds the maximum of ${maxWarmMiBps}.`);
  }
}

const warmShape: Shape = {
  ...streamFields,
  WarmThroughputMiBps: { type: "integer", required: true, min: 0 },
};
type WarmThroughputInput = StreamReference & { readonly WarmThroughputMiBps: number };

export const updateStreamWarmThroughput: KinesisAction = (streams, input, nowMs) => {
  const request = checked<WarmThroughputInput>(warmShape, input);
  streams.countCall("UpdateStreamWarmThroughput", request, nowMs);
  const stream = streams.findActive(request, nowMs);
  const { onDemand } = stream.settings;
  if (onDemand === undefined) {
    throw new ServiceError(
      "ValidationException",
      `Request is invalid. Stream ${stream.options.name} under account ${streams.environment.accountId} is in Provisioned mode.`,
    );
  }
  const target = request.WarmThroughputMiBps;
  checkWarmThroughput(streams, target, nowMs);
  const current = onDemand.warmMiBps ?? stream.openShards.length;
  stream.update(nowMs + streams.control.reshardMs, (atMs) => beOnDemand(stream, target, atMs));
  const { name: StreamName, arn: StreamARN } = stream.options;
  const WarmThroughput = { TargetMiBps: target, CurrentMiBps: current };
  return { StreamARN, StreamName, WarmThroughput };
};

const distributionShape: Shape = {
  StreamARN: { ...streamArnField, required: true } as Field,
  RecordDistributionStrategy: { ...distributionField, required: true } as Field,
};
type DistributionInput = StreamReference & {
  readonly RecordDistributionStrategy: RecordDistribution;
};

/** Takes effect at once, for what is put from now on (K-SDK UpdateStreamRecordDistributionStrategy). */
export const updateStreamRecordDistributionStrategy: KinesisAction = (streams, input, nowMs) => {
  const request = checked<DistributionInput>(distributionShape, input);
  const stream = streams.findActive(request, nowMs);
  distribute(stream, request.RecordDistributionStrategy);
  return {};
};

/** Throws InvalidArgumentException when a provisioned stream is to be without keys; the wording is assumed. */
export function distribute(stream: Stream, strategy: RecordDistribution): void {
  if (strategy === "AUTO" && stream.settings.mode === "PROVISIONED") {
    throw invalidArgument(
      "RecordDistributionStrategy AUTO is only supported for streams in on-demand mode.",
    );
  }
  stream.settings.distribution = strategy;
}
