import { base64Bytes } from "../shape.ts";
import { append } from "./append.ts";
import type { Field, Shape } from "./input-shape.ts";
import { parseSequenceNumber } from "./sequence-number.ts";
import type { Stream } from "./stream.ts";
import type { KinesisAction, Streams } from "./streams.ts";
import { throughputExceeded } from "./throughput-exceeded.ts";
import {
  checked,
  hashKeyField,
  invalidArgument,
  sequenceNumberField,
  streamFields,
  type StreamReference,
} from "./validate.ts";

/** The fields of one record. The data may be up to 10 MiB where the stream allows it (KDG/large-records, BOTO). */
export const recordFields: Shape = {
  Data: { type: "blob", required: true, max: 10 * 2 ** 20 },
  PartitionKey: { type: "string", required: true, min: 1, max: 256 },
  ExplicitHashKey: hashKeyField,
} satisfies Record<string, Field>;

const shape: Shape = {
  ...streamFields,
  ...recordFields,
  SequenceNumberForOrdering: sequenceNumberField,
};

export interface IncomingRecord {
  readonly Data: string | Uint8Array;
  readonly PartitionKey: string;
  readonly ExplicitHashKey?: string;
}

type PutRecordInput = StreamReference &
  IncomingRecord & { readonly SequenceNumberForOrdering?: string };

/**
 * Adds one record. SequenceNumberForOrdering asks that this record's number be greater than the given one: in this model the
 * numbers of a shard always grow in the order of acceptance, so it is only checked (K-SDK PutRecord).
 */
export const putRecord: KinesisAction = (streams, input, nowMs) => {
  const request = checked<PutRecordInput>(shape, input);
  const { environment } = streams;
  const stream = streams.findReady(request, nowMs);
  const bytes = recordBytes(stream, request);
  const shard = stream.route(request.PartitionKey, request.ExplicitHashKey);
  if (request.SequenceNumberForOrdering !== undefined) {
    checkOrdering(streams, stream, request.SequenceNumberForOrdering, nowMs);
  }
  if (environment.hasQuotas && !shard.writes.admitRecord(nowMs, bytes)) {
    throw throughputExceeded(stream, shard.id, environment.accountId);
  }
  const admitted = { action: "PutRecord", record: request, shard, bytes } as const;
  const SequenceNumber = append(streams, stream, admitted, nowMs);
  return { ShardId: shard.id, SequenceNumber };
};

/** Bytes of a record, key counted; throws if the stream does not take one so large. */
export function recordBytes(stream: Stream, record: IncomingRecord): number {
  const { Data } = record;
  const dataBytes = typeof Data === "string" ? base64Bytes(Data) : Data.length;
  if (dataBytes > stream.options.maxRecordBytes) {
    throw invalidArgument(
      `Record of ${dataBytes} bytes exceeds the maximum record size of stream ${stream.options.name}, ${stream.options.maxRecordBytes} bytes.`,
    );
  }
  return dataBytes + Buffer.byteLength(record.PartitionKey);
}

/** Any number the service can read will do, of whatever stream, unless it is of a time to come (mhart/kinesalite test/putRecord.js). */
function checkOrdering(streams: Streams, stream: Stream, number: string, nowMs: number): void {
  const parts = parseSequenceNumber(number);
  if (parts !== undefined && (parts.arrivedSecond ?? 0) * 1000 <= nowMs) return;
  throw invalidArgument(
    `ExclusiveMinimumSequenceNumber ${number} used in PutRecord on stream ${stream.options.name} under account ${streams.environment.accountId} is invalid.`,
  );
}
