import { ServiceError } from "../../service-error.ts";
import { checked } from "../input/checked.ts";
import { sequenceNumberField, shardIdField, streamFields } from "../input/fields.ts";
import type { Shape } from "../input/input-shape.ts";
import { invalidArgument } from "../kinesis-error.ts";
import { throughputExceeded } from "../limits/throughput-exceeded.ts";
import { parseSequenceNumber } from "../stream/sequence-number.ts";
import { shardIdOf, shardIndexOf } from "../stream/shard-id.ts";
import type { Shard } from "../stream/shard.ts";
import type { StreamReference } from "../stream/stream-reference.ts";
import type { Stream } from "../stream/stream.ts";
import type { Streams } from "../stream/streams.ts";
import { dryRun } from "./dry-run.ts";
import type { KinesisAction } from "./kinesis-action.ts";
import { encodeIterator, noShardId, shardNotFound } from "./shard-iterator.ts";

/** Where a shard can be read from. */
export const iteratorTypes = [
  "AFTER_SEQUENCE_NUMBER",
  "LATEST",
  "AT_TIMESTAMP",
  "AT_SEQUENCE_NUMBER",
  "TRIM_HORIZON",
] as const;

const shape: Shape = {
  ShardId: { ...shardIdField, required: true },
  ShardIteratorType: { type: "string", required: true, oneOf: iteratorTypes },
  StartingSequenceNumber: sequenceNumberField,
  ...streamFields,
  Timestamp: { type: "number" },
  DryRun: { type: "boolean" },
};

/** Where to start, in the fields of GetShardIterator. */
export interface StartingPoint {
  readonly ShardIteratorType: (typeof iteratorTypes)[number];
  readonly StartingSequenceNumber?: string;
  /** Seconds since the epoch. */
  readonly Timestamp?: number;
}

interface GetShardIteratorInput extends StreamReference, StartingPoint {
  readonly ShardId: string;
  readonly DryRun?: boolean;
}

/** A place to start reading a shard from. */
export const getShardIterator: KinesisAction = (streams, input, nowMs) => {
  const request = checked<GetShardIteratorInput>(shape, input);
  const { environment } = streams;
  const { stream, shard } = findShard(streams, request, nowMs);
  shard.log.trim(stream.horizonMs(nowMs));
  const index = startIndex({ action: "GetShardIterator", streams, stream, shard }, request, nowMs);
  if (request.DryRun === true) throw dryRun();
  if (environment.hasQuotas && !shard.reads.admitIterator(nowMs)) {
    throw throughputExceeded(stream.options.name, shard.id, environment.accountId);
  }
  return { ShardIterator: encodeIterator({ stream, shard, index }, nowMs) };
};

/** The shard of a request to read one. That the stream is missing is said as the shard being so (mhart/kinesalite). */
function findShard(
  streams: Streams,
  request: GetShardIteratorInput,
  nowMs: number,
): { stream: Stream; shard: Shard } {
  const { accountId } = streams.environment;
  const name = streams.nameOf(request);
  const index = shardIndexOf(request.ShardId);
  if (index === undefined) throw noShardId(request.ShardId, name, accountId);
  const stream = streams.named(name, nowMs);
  const shard = stream?.status(nowMs) === "CREATING" ? undefined : stream?.shards[index];
  if (stream === undefined || shard === undefined || stream.isExpired(shard, nowMs)) {
    throw shardNotFound(shardIdOf(index), name, accountId);
  }
  return { stream, shard };
}

interface Place {
  readonly action: "GetShardIterator" | "SubscribeToShard";
  readonly streams: Streams;
  readonly stream: Stream;
  readonly shard: Shard;
}

/** The index to start at. Throws InvalidArgumentException. */
export function startIndex(place: Place, request: StartingPoint, nowMs: number): number {
  const { ShardIteratorType: type, StartingSequenceNumber: number, Timestamp } = request;
  const { log } = place.shard;
  switch (type) {
    case "TRIM_HORIZON":
    case "LATEST":
      if (number !== undefined) throw mismatched(type, "and also a");
      return type === "LATEST" ? log.endIndex : log.firstIndex;
    case "AT_SEQUENCE_NUMBER":
    case "AFTER_SEQUENCE_NUMBER": {
      if (number === undefined) throw mismatched(type, "and no");
      return indexFrom(place, number, type, nowMs);
    }
    case "AT_TIMESTAMP": {
      if (Timestamp === undefined) {
        throw invalidArgument(
          "Must specify timestampInMillis parameter for iterator of type AT_TIMESTAMP. Current request has no timestamp parameter.",
        );
      }
      const instantMs = Math.floor(Timestamp * 1000);
      if (instantMs > nowMs) {
        throw invalidArgument(
          `The timestampInMillis parameter cannot be greater than the currentTimestampInMillis. timestampInMillis: ${instantMs}, currentTimestampInMillis: ${nowMs}`,
        );
      }
      return log.indexAtOrAfter(instantMs);
    }
  }
}

function mismatched(type: string, what: string): ServiceError {
  return invalidArgument(
    `Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and StartingSequenceNumber or (2) TRIM_HORIZON or LATEST and no StartingSequenceNumber. Request specified ${type} ${what} StartingSequenceNumber.`,
  );
}

/** The index to read on from. Any number of the shard's will do, issued or not. */
function indexFrom(
  { action, streams, stream, shard }: Place,
  number: string,
  type: "AT_SEQUENCE_NUMBER" | "AFTER_SEQUENCE_NUMBER",
  nowMs: number,
): number {
  const parts = parseSequenceNumber(number);
  const used = `StartingSequenceNumber ${number} used in ${action} on shard ${shard.id} in stream ${stream.options.name} under account ${streams.environment.accountId} is invalid`;
  if (parts === undefined) throw invalidArgument(`${used}.`);
  if (parts.shardIndex !== shard.origin.index) {
    throw invalidArgument(
      `Invalid StartingSequenceNumber. It encodes ${shardIdOf(parts.shardIndex)}, while it was used in a call to a shard with ${shard.id}`,
    );
  }
  if (parts.place !== undefined && parts.createdSecond === shard.createdSecond) {
    // Consumers branch on these words (spring-cloud-stream-binder-aws-kinesis #148, #187: logs of the live service).
    if (parts.isLast === true && type === "AFTER_SEQUENCE_NUMBER") {
      throw invalidArgument(
        `Invalid SequenceNumber for ShardIteratorType ${type}, SequenceNumber has reached max possible value for the shard.`,
      );
    }
    const from = type === "AT_SEQUENCE_NUMBER" ? "at" : "after";
    return shard.indexFrom(number, parts.place, from, nowMs);
  }
  if (parts.version === 0) throw new ServiceError("InternalFailure", "", { statusCode: 500 });
  throw invalidArgument(`${used} because it did not come from this stream.`);
}
