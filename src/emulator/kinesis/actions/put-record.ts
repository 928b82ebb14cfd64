import { checked } from "../input/checked.ts";
import { sequenceNumberField, streamFields } from "../input/fields.ts";
import type { Shape } from "../input/input-shape.ts";
import { invalidArgument } from "../kinesis-error.ts";
import { throughputExceeded } from "../limits/throughput-exceeded.ts";
import { parseSequenceNumber } from "../stream/sequence-number.ts";
import type { StreamReference } from "../stream/stream-reference.ts";
import type { Stream } from "../stream/stream.ts";
import type { Streams } from "../stream/streams.ts";
import { append } from "./append.ts";
import { dryRun } from "./dry-run.ts";
import {
  checkSizes,
  encryptionOf,
  type IncomingRecord,
  keylessFields,
  recordBytes,
  recordFields,
  shardFor,
} from "./incoming-record.ts";
import type { KinesisAction } from "./kinesis-action.ts";

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
    throw throughputExceeded(stream.options.name, shard.id, environment.accountId);
  }
  const admitted = { action: "PutRecord", record: request, shard, bytes } as const;
  const SequenceNumber = append(streams, stream, admitted, nowMs);
  return { ShardId: shard.id, SequenceNumber, ...encryptionOf(stream) };
};

/** Any number the service can read will do, of whatever stream, unless it is of a time to come (mhart/kinesalite test/putRecord.js). */
function checkOrdering(streams: Streams, stream: Stream, number: string, nowMs: number): void {
  const parts = parseSequenceNumber(number);
  if (parts !== undefined && (parts.arrivedSecond ?? 0) * 1000 <= nowMs) return;
  throw invalidArgument(
    `ExclusiveMinimumSequenceNumber ${number} used in PutRecord on stream ${stream.options.name} under account ${streams.environment.accountId} is invalid.`,
  );
}
