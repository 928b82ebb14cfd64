import { base64Bytes } from "../../shape.ts";
import { throughputExceeded } from "../limits/throughput-exceeded.ts";
import { parseSequenceNumber } from "../stream/sequence-number.ts";
import type { Shard } from "../stream/shard.ts";
import type { Stream } from "../stream/stream.ts";
import type { KinesisAction, Streams } from "../stream/streams.ts";
import { append } from "./append.ts";
import { dryRun } from "./dry-run.ts";
import { hiddenTooLong, type Shape } from "./input-shape.ts";
import {
  checked,
  hashKeyField,
  invalidArgument,
  sequenceNumberField,
  streamFields,
  type StreamReference,
  validationError,
} from "./validate.ts";

/** The fields of one record. The data may be up to 10 MiB where the stream allows it (KDG/large-records, BOTO). */
export const recordFields: Shape = {
  PartitionKey: { type: "string", required: true, min: 1, max: 256 },
  ExplicitHashKey: hashKeyField,
  Data: { type: "blob", required: true, max: 10 * 2 ** 20 },
};

/** The same for a stream that takes no notice of keys: there need not be one. */
export const keylessFields: Shape = {
  ...recordFields,
  PartitionKey: { type: "string", min: 1, max: 256 },
};

const shape = shapeOf(recordFields);
const keylessShape = shapeOf(keylessFields);

/** Fields are in the order in which the service was recorded to name what is wrong with them (mhart/kinesalite test/putRecord.js). */
function shapeOf(fields: Shape): Shape {
  return {
    SequenceNumberForOrdering: sequenceNumberField,
    ...fields,
    ...streamFields,
    DryRun: { type: "boolean" },
  };
}

export interface IncomingRecord {
  readonly Data: string | Uint8Array;
  /** Only a stream that takes no notice of keys takes records without. */
  readonly PartitionKey?: string;
  readonly ExplicitHashKey?: string;
}

type PutRecordInput = StreamReference &
  IncomingRecord & { readonly SequenceNumberForOrdering?: string; readonly DryRun?: boolean };

/**
 * Adds one record. SequenceNumberForOrdering asks that this record's number be greater than the given one: in this model the
 * numbers of a shard always grow in the order of acceptance, so it is only checked (K-SDK PutRecord).
 */
export const putRecord: KinesisAction = (streams, input, nowMs) => {
  const isKeyless = streams.takesKeyless(input, nowMs);
  const request = checked<PutRecordInput>(isKeyless ? keylessShape : shape, input);
  const { environment } = streams;
  const stream = streams.findReady(request, nowMs);
  const bytes = recordBytes(request);
  checkSizes(stream, [bytes], () => "data");
  const shard = shardFor(stream, request);
  if (request.SequenceNumberForOrdering !== undefined) {
    checkOrdering(streams, stream, request.SequenceNumberForOrdering, nowMs);
  }
  if (request.DryRun === true) throw dryRun();
  if (environment.hasQuotas && !shard.writes.admitRecord(nowMs, bytes)) {
    throw throughputExceeded(stream, shard.id, environment.accountId);
  }
  const admitted = { action: "PutRecord", record: request, shard, bytes } as const;
  const SequenceNumber = append(streams, stream, admitted, nowMs);
  return { ShardId: shard.id, SequenceNumber, ...encryptionOf(stream) };
};

/** Where a record goes. */
export function shardFor(
  stream: Stream,
  { PartitionKey = "", ExplicitHashKey }: IncomingRecord,
): Shard {
  if (stream.settings.ignoresKeys) return stream.nextShard();
  return stream.route(PartitionKey, ExplicitHashKey);
}

/** What the answer to a put says of encryption: nothing where there is none (localstack's snapshots, recorded against AWS). */
export function encryptionOf({ settings }: Stream): { readonly EncryptionType?: "KMS" } {
  return settings.kmsKeyId === undefined ? {} : { EncryptionType: "KMS" };
}

/** Bytes of a record, key counted. */
export function recordBytes({ Data, PartitionKey = "" }: IncomingRecord): number {
  const dataBytes = typeof Data === "string" ? base64Bytes(Data) : Data.length;
  return dataBytes + Buffer.byteLength(PartitionKey);
}

/**
 * Throws ValidationException for records that are larger than the stream takes: "when the data blob is added to the partition key
 * size, the total size must not exceed the maximum record size" (K-SDK PutRecordInput). Wording as quoted in
 * awslabs/amazon-kinesis-producer#680.
 */
export function checkSizes(
  { settings }: Stream,
  sizes: readonly number[],
  pathOf: (index: number) => string,
): void {
  const { maxRecordBytes } = settings;
  if (sizes.every((bytes) => bytes <= maxRecordBytes)) return;
  const tooLong = sizes.flatMap((bytes, index) =>
    bytes > maxRecordBytes ? [hiddenTooLong(pathOf(index), maxRecordBytes)] : [],
  );
  throw validationError(tooLong);
}

/** Any number the service can read will do, of whatever stream, unless it is of a time to come (mhart/kinesalite test/putRecord.js). */
function checkOrdering(streams: Streams, stream: Stream, number: string, nowMs: number): void {
  const parts = parseSequenceNumber(number);
  if (parts !== undefined && (parts.arrivedSecond ?? 0) * 1000 <= nowMs) return;
  throw invalidArgument(
    `ExclusiveMinimumSequenceNumber ${number} used in PutRecord on stream ${stream.options.name} under account ${streams.environment.accountId} is invalid.`,
  );
}
