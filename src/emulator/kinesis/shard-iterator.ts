import { ServiceError } from "../service-error.ts";
import { decodeToken, encodeToken } from "../token.ts";
import type { Shard } from "./shard.ts";
import type { Stream } from "./stream.ts";
import type { Streams } from "./streams.ts";
import { invalidArgument } from "./validate.ts";

/** Iterators expire 5 minutes after issue (K-SDK GetShardIterator). */
export const iteratorLifeMs = 300_000;

/** A place to read from: the index of the next record of one shard. */
export interface ShardPosition {
  readonly stream: Stream;
  readonly shard: Shard;
  readonly index: number;
}

/** The opaque text of a position. */
export function encodeIterator({ stream, shard, index }: ShardPosition, issuedMs: number): string {
  const { name, createdMs } = stream.options;
  return encodeToken([name, createdMs, shard.origin.index, index, issuedMs]);
}

/** Reads an iterator back. Throws InvalidArgument, ResourceNotFound or ExpiredIteratorException. */
export function decodeIterator(streams: Streams, iterator: string, nowMs: number): ShardPosition {
  const [name, createdMs, shardIndex, index, issuedMs] = decodeToken(iterator) ?? [];
  if (name === undefined || issuedMs === undefined) throw invalidArgument("Invalid ShardIterator.");
  const stream = streams.findReady({ StreamName: name }, nowMs);
  const shard = stream.shards[Number(shardIndex)];
  if (shard === undefined || stream.options.createdMs !== Number(createdMs)) {
    throw invalidArgument("Invalid ShardIterator.");
  }
  if (nowMs - Number(issuedMs) > iteratorLifeMs) {
    const times = [Number(issuedMs), nowMs].map((instantMs) => new Date(instantMs).toUTCString());
    throw new ServiceError(
      "ExpiredIteratorException",
      `Iterator expired. The iterator was created at time ${times[0]} while right now it is ${times[1]} which is further in the future than the tolerated delay of ${iteratorLifeMs} milliseconds.`,
    );
  }
  return { stream, shard, index: Number(index) };
}
