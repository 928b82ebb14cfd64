import { base64Bytes } from "../../shape.ts";
import { hashKeyField } from "../input/fields.ts";
import { hiddenTooLong, type Shape } from "../input/input-shape.ts";
import { validationError } from "../kinesis-error.ts";
import type { Shard } from "../stream/shard.ts";
import type { Stream } from "../stream/stream.ts";

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

/** A record as a producer puts it, alone or among others. */
export interface IncomingRecord {
  readonly Data: string | Uint8Array;
  /** Only a stream that takes no notice of keys takes records without. */
  readonly PartitionKey?: string;
  readonly ExplicitHashKey?: string;
}

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
