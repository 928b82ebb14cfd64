import type { FaultSubject } from "../../faults.ts";
import { checked } from "../input/checked.ts";
import { streamFields } from "../input/fields.ts";
import type { Shape } from "../input/input-shape.ts";
import { invalidArgument } from "../kinesis-error.ts";
import { rateExceededMessage, throughputExceededCode } from "../limits/throughput-exceeded.ts";
import type { Shard } from "../stream/shard.ts";
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

/** At most 500 records and 10 MiB, keys counted, per call (K-SDK PutRecords, KDG/service-sizes-and-limits). */
const maxCallBytes = 10 * 2 ** 20;
const shape = shapeOf(recordFields);
const keylessShape = shapeOf(keylessFields);

function shapeOf(fields: Shape): Shape {
  return {
    Records: {
      type: "list",
      required: true,
      min: 1,
      max: 500,
      of: { type: "structure", fields },
      isHidden: true,
    },
    ...streamFields,
    DryRun: { type: "boolean" },
  };
}

interface PutRecordsInput extends StreamReference {
  readonly Records: readonly IncomingRecord[];
  readonly DryRun?: boolean;
}

/** One record on its way: where it goes, how large it is, and what became of it. */
interface Candidate {
  readonly record: IncomingRecord;
  readonly shard: Shard;
  readonly bytes: number;
  result: object | undefined;
}

/**
 * Adds many records, each succeeding or failing by itself. "Attempts to process all records in the natural order of the request";
 * the answers are in request order (KDG/developing-producers-with-sdk).
 */
export const putRecords: KinesisAction = (streams, input, nowMs) => {
  const isKeyless = streams.takesKeyless(input, nowMs);
  const request = checked<PutRecordsInput>(isKeyless ? keylessShape : shape, input);
  const stream = streams.findReady(request, nowMs);
  const candidates = request.Records.map((record): Candidate => ({
    record,
    shard: shardFor(stream, record),
    bytes: recordBytes(record),
    result: undefined,
  }));
  const sizes = candidates.map(({ bytes }) => bytes);
  checkSizes(stream, sizes, (index) => `records.${index + 1}.member.data`);
  if (sizes.reduce((sum, bytes) => sum + bytes, 0) > maxCallBytes) {
    throw invalidArgument("Records size exceeds 10 MB limit");
  }
  if (request.DryRun === true) throw dryRun();
  applyFaults(streams, stream, candidates, nowMs);
  if (streams.environment.hasQuotas) applyQuotas(streams, stream, candidates, nowMs);
  let FailedRecordCount = 0;
  const Records = candidates.map(({ record, shard, bytes, result }) => {
    if (result !== undefined) {
      FailedRecordCount += 1;
      return result;
    }
    const admitted = { action: "PutRecords", record, shard, bytes } as const;
    const SequenceNumber = append(streams, stream, admitted, nowMs);
    return { SequenceNumber, ShardId: shard.id };
  });
  return { FailedRecordCount, Records, ...encryptionOf(stream) };
};

function applyQuotas(
  streams: Streams,
  stream: Stream,
  candidates: readonly Candidate[],
  nowMs: number,
): void {
  const shares = new Map<Shard, Candidate[]>();
  for (const candidate of candidates) {
    if (candidate.result !== undefined) continue;
    const share = shares.get(candidate.shard);
    if (share === undefined) shares.set(candidate.shard, [candidate]);
    else share.push(candidate);
  }
  for (const [shard, share] of shares) {
    const sizes = share.map(({ bytes }) => bytes);
    const isRandom = streams.environment.writeRefusal === "random";
    const admitted = shard.writes.admitShare(nowMs, sizes, isRandom ? streams.random : undefined);
    for (const [index, candidate] of share.entries()) {
      if (admitted[index] === false) candidate.result = throttled(streams, stream, shard);
    }
  }
}

function applyFaults(
  streams: Streams,
  stream: Stream,
  candidates: readonly Candidate[],
  nowMs: number,
): void {
  const { faults } = streams.environment;
  if (!faults.has("throttle") && !faults.has("record-failure")) return;
  for (const candidate of candidates) {
    const subject: FaultSubject = {
      service: "kinesis",
      action: "PutRecords",
      keys: [candidate.record.PartitionKey ?? ""],
      shards: () => [candidate.shard.id],
      nowMs,
    };
    if (faults.hit("record-failure", subject) !== undefined) {
      // Code and message as K-SDK PutRecords gives them.
      candidate.result = {
        ErrorCode: "InternalFailure",
        ErrorMessage: "Internal Service Failure",
      };
    } else if (faults.hit("throttle", subject) !== undefined) {
      candidate.result = throttled(streams, stream, candidate.shard);
    }
  }
}

function throttled({ environment }: Streams, stream: Stream, shard: Shard): object {
  return {
    ErrorCode: throughputExceededCode,
    ErrorMessage: rateExceededMessage(stream.options.name, shard.id, environment.accountId),
  };
}
