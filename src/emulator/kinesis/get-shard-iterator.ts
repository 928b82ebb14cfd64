import { ServiceError } from "../service-error.ts";
import type { Shape } from "../shape.ts";
import { encodeIterator } from "./shard-iterator.ts";
import type { Shard } from "./shard.ts";
import type { KinesisAction } from "./streams.ts";
import { throughputExceeded } from "./throughput-exceeded.ts";
import {
  checked,
  invalidArgument,
  sequenceNumberField,
  shardIdField,
  streamFields,
  type StreamReference,
} from "./validate.ts";

const iteratorTypes = [
  "AFTER_SEQUENCE_NUMBER",
  "LATEST",
  "AT_TIMESTAMP",
  "AT_SEQUENCE_NUMBER",
  "TRIM_HORIZON",
] as const;

const shape: Shape = {
  ...streamFields,
  ShardId: { ...shardIdField, required: true },
  ShardIteratorType: { type: "string", required: true, oneOf: iteratorTypes },
  StartingSequenceNumber: sequenceNumberField,
  Timestamp: { type: "number" },
};

interface GetShardIteratorInput extends StreamReference {
  readonly ShardId: string;
  readonly ShardIteratorType: (typeof iteratorTypes)[number];
  readonly StartingSequenceNumber?: string;
  /** Seconds since the epoch. */
  readonly Timestamp?: number;
}

/** A place to start reading a shard from. */
export const getShardIterator: KinesisAction = (streams, input, nowMs) => {
  const request = checked<GetShardIteratorInput>(shape, input);
  const { environment } = streams;
  const stream = streams.findReady(request, nowMs);
  const shard = stream.shard(request.ShardId);
  if (shard === undefined) {
    throw new ServiceError(
      "ResourceNotFoundException",
      `Shard ${request.ShardId} in stream ${stream.options.name} under account ${environment.accountId} does not exist`,
    );
  }
  shard.log.trim(nowMs - stream.retentionHours * 3_600_000);
  const index = startIndex(shard, request, nowMs);
  if (environment.hasQuotas && !shard.reads.admitIterator(nowMs)) {
    throw throughputExceeded(stream, shard.id, environment.accountId);
  }
  return { ShardIterator: encodeIterator({ stream, shard, index }, nowMs) };
};

function startIndex(shard: Shard, request: GetShardIteratorInput, nowMs: number): number {
  const type = request.ShardIteratorType;
  switch (type) {
    case "TRIM_HORIZON":
      return shard.log.firstIndex;
    case "LATEST":
      return shard.log.endIndex;
    case "AT_SEQUENCE_NUMBER":
    case "AFTER_SEQUENCE_NUMBER": {
      const { StartingSequenceNumber } = request;
      if (StartingSequenceNumber === undefined) {
        throw invalidArgument(
          `Must either specify (1) AT_SEQUENCE_NUMBER and StartingSequenceNumber or (2) AFTER_SEQUENCE_NUMBER and StartingSequenceNumber or (3) TRIM_HORIZON or (4) LATEST or (5) AT_TIMESTAMP and Timestamp. Request specified ${type} and no StartingSequenceNumber.`,
        );
      }
      const index = indexOf(shard, StartingSequenceNumber);
      return Math.max(0, type === "AT_SEQUENCE_NUMBER" ? index : index + 1);
    }
    case "AT_TIMESTAMP": {
      const { Timestamp } = request;
      if (Timestamp === undefined) {
        throw invalidArgument(
          "Must specify timestampInMillis parameter for iterator of type AT_TIMESTAMP.",
        );
      }
      const instantMs = Timestamp * 1000;
      if (instantMs > nowMs) {
        throw invalidArgument(
          `The timestampInMillis parameter cannot be greater than the currentTimestampInMillis. timestampInMillis: ${instantMs}, currentTimestampInMillis: ${nowMs}`,
        );
      }
      return shard.log.indexAtOrAfter(instantMs);
    }
  }
}

function indexOf(shard: Shard, sequenceNumber: string): number {
  const index = shard.indexOf(sequenceNumber);
  if (index === undefined || index > shard.log.endIndex) {
    throw invalidArgument(
      `StartingSequenceNumber ${sequenceNumber} used in GetShardIterator on shard ${shard.id} is invalid.`,
    );
  }
  return index;
}
