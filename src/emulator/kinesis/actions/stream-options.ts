/** What can be changed of a stream beside its shards, its mode and its tags: encryption, enhanced monitoring, the size of records. */
import { ServiceError } from "../../service-error.ts";
import { checked } from "../input/checked.ts";
import { streamArnField, streamFields } from "../input/fields.ts";
import type { Field, Shape } from "../input/input-shape.ts";
import { invalidArgument } from "../kinesis-error.ts";
import type { RollingQuota } from "../limits/rolling-quota.ts";
import type { StreamReference } from "../stream/stream-reference.ts";
import type { Streams } from "../stream/streams.ts";
import type { KinesisAction } from "./kinesis-action.ts";

/** "Normally takes a few seconds" (K-SDK StartStreamEncryption): assumed, short because nothing is measured by it. */
const encryptionMs = 1000;

const encryptionShape: Shape = {
  ...streamFields,
  EncryptionType: { type: "string", required: true, oneOf: ["NONE", "KMS"] },
  KeyId: { type: "string", required: true, min: 1, max: 2048 },
};
type EncryptionInput = StreamReference & {
  readonly KeyId: string;
  readonly EncryptionType: "NONE" | "KMS";
};

/** From when the stream is ACTIVE again, what is put says that it is encrypted. There is no KMS here: any key will do. */
export const startStreamEncryption: KinesisAction = (streams, input, nowMs) => {
  const request = checked<EncryptionInput>(encryptionShape, input);
  checkType(request);
  const stream = streams.findActive(request, nowMs);
  takeTurn(streams, stream.settings.encryptionStarts, nowMs);
  stream.update(nowMs + encryptionMs, (atMs) => stream.settings.encrypt(request.KeyId, atMs));
  return {};
};

export const stopStreamEncryption: KinesisAction = (streams, input, nowMs) => {
  const request = checked<EncryptionInput>(encryptionShape, input);
  checkType(request);
  const stream = streams.findActive(request, nowMs);
  takeTurn(streams, stream.settings.encryptionStops, nowMs);
  stream.update(nowMs + encryptionMs, (atMs) => stream.settings.encrypt(undefined, atMs));
  return {};
};

/** "The only valid value is KMS" (K-SDK); wording as quoted in hashicorp/terraform-provider-aws internal/service/kinesis/stream.go. */
function checkType({ EncryptionType }: EncryptionInput): void {
  if (EncryptionType !== "KMS") throw invalidArgument("Encryption type cannot be NONE.");
}

/** 25 times in a rolling 24 hours (K-SDK StartStreamEncryption, StopStreamEncryption); the wording is assumed. */
function takeTurn({ environment }: Streams, quota: RollingQuota, nowMs: number): void {
  if (environment.hasQuotas && !quota.hasRoom(nowMs)) {
    throw new ServiceError(
      "LimitExceededException",
      "Server-side encryption can be changed only 25 times in 24 hours.",
    );
  }
  quota.take(nowMs);
}

/** Every shard-level metric there is, `ALL` aside. */
const metrics = [
  "IncomingBytes",
  "IncomingRecords",
  "OutgoingBytes",
  "OutgoingRecords",
  "WriteProvisionedThroughputExceeded",
  "ReadProvisionedThroughputExceeded",
  "IteratorAgeMilliseconds",
] as const;

const monitoringShape: Shape = {
  ...streamFields,
  ShardLevelMetrics: {
    type: "list",
    required: true,
    min: 1,
    max: 7,
    of: { type: "string", oneOf: [...metrics, "ALL"] },
  },
};
type MonitoringInput = StreamReference & { readonly ShardLevelMetrics: readonly string[] };

export const enableEnhancedMonitoring: KinesisAction = (streams, input, nowMs) => {
  const request = checked<MonitoringInput>(monitoringShape, input);
  streams.countCall("EnableEnhancedMonitoring", request, nowMs);
  const named = namedMetrics(request);
  return monitor(streams, request, nowMs, (metric, isOn) => isOn || named.includes(metric));
};

export const disableEnhancedMonitoring: KinesisAction = (streams, input, nowMs) => {
  const request = checked<MonitoringInput>(monitoringShape, input);
  streams.countCall("DisableEnhancedMonitoring", request, nowMs);
  const named = namedMetrics(request);
  return monitor(streams, request, nowMs, (metric, isOn) => isOn && !named.includes(metric));
};

function namedMetrics({ ShardLevelMetrics }: MonitoringInput): readonly string[] {
  return ShardLevelMetrics.includes("ALL") ? metrics : ShardLevelMetrics;
}

function monitor(
  streams: Streams,
  reference: StreamReference,
  nowMs: number,
  isWanted: (metric: string, isOn: boolean) => boolean,
): object {
  const { settings, options } = streams.findActive(reference, nowMs);
  const current = settings.shardLevelMetrics;
  settings.shardLevelMetrics = metrics.filter((metric) =>
    isWanted(metric, current.includes(metric)),
  );
  return {
    StreamName: options.name,
    CurrentShardLevelMetrics: current,
    DesiredShardLevelMetrics: settings.shardLevelMetrics,
    StreamARN: options.arn,
  };
}

/** 1 to 10 MiB (K-SDK UpdateMaxRecordSize). */
export const recordSizeField: Field = { type: "integer", min: 1024, max: 10_240 };
const recordSizeShape: Shape = {
  StreamARN: { ...streamArnField, required: true } as Field,
  MaxRecordSizeInKiB: { ...recordSizeField, required: true } as Field,
};
type RecordSizeInput = StreamReference & { readonly MaxRecordSizeInKiB: number };

export const updateMaxRecordSize: KinesisAction = (streams, input, nowMs) => {
  const request = checked<RecordSizeInput>(recordSizeShape, input);
  const stream = streams.findActive(request, nowMs);
  stream.settings.maxRecordBytes = request.MaxRecordSizeInKiB * 1024;
  return {};
};
