/**
 * The opaque text of a place to read from, in the form the service's has (mhart/kinesalite test/helpers.js `assertShardIterator`):
 * canonical base64 of eight bytes that say the version and a body whose length depends on the stream's name.
 */
import { ServiceError } from "../../service-error.ts";
import { numberIn } from "../../token.ts";
import { invalidArgument } from "../kinesis-error.ts";
import { shardIdOf } from "../stream/shard-id.ts";
import type { Shard } from "../stream/shard.ts";
import type { Stream } from "../stream/stream.ts";
import type { Streams } from "../stream/streams.ts";

/** Iterators expire 5 minutes after issue (K-SDK GetShardIterator). */
export const iteratorLifeMs = 300_000;
const versionBytes = 8;
const version = "\0\0\0\0\0\0\0\u0001";

/** A place to read from: the index of the next record of one shard. */
export interface ShardPosition {
  readonly stream: Stream;
  readonly shard: Shard;
  readonly index: number;
}

export function encodeIterator({ stream, shard, index }: ShardPosition, issuedMs: number): string {
  const { name, arn, createdMs } = stream.options;
  // The serial number keeps two iterators for the same place and instant apart.
  shard.iteratorsIssued += 1;
  const parts = [name, createdMs, shard.origin.index, index, issuedMs, shard.iteratorsIssued];
  const body = parts.join("/");
  const text = `${version}${body}/${checksum(`${arn}/${body}`)}/`;
  return Buffer.from(text.padEnd(lengthFor(name), "\0"), "latin1").toString("base64");
}

/**
 * Reads an iterator back. Throws InvalidArgument, ExpiredIterator or ResourceNotFoundException. One of a stream that was deleted
 * and created anew reads the new one from its start.
 */
export function decodeIterator(streams: Streams, iterator: string, nowMs: number): ShardPosition {
  const [name, ...numbers] = partsOf(streams, iterator);
  const [createdMs, shardIndex, index, issuedMs] = numbers.map(numberIn);
  const isWhole = createdMs !== undefined && shardIndex !== undefined && index !== undefined;
  if (name === undefined || !isWhole || issuedMs === undefined || issuedMs > nowMs) {
    throw invalidArgument("Invalid ShardIterator.");
  }
  if (nowMs - issuedMs > iteratorLifeMs) {
    throw new ServiceError(
      "ExpiredIteratorException",
      `Iterator expired. The iterator was created at time ${utcText(issuedMs)} while right now it is ${utcText(nowMs)} which is further in the future than the tolerated delay of ${iteratorLifeMs} milliseconds.`,
    );
  }
  const stream = streams.named(name, nowMs);
  const isReadable = stream !== undefined && stream.status(nowMs) !== "CREATING";
  const shard = isReadable ? stream.shards[shardIndex] : undefined;
  if (stream === undefined || shard === undefined) {
    throw shardNotFound(shardIdOf(shardIndex), name, streams.environment.accountId);
  }
  return { stream, shard, index: stream.options.createdMs === createdMs ? index : 0 };
}

export function shardNotFound(shardId: string, streamName: string, accountId: string): Error {
  return new ServiceError(
    "ResourceNotFoundException",
    `Shard ${shardId} in stream ${streamName} under account ${accountId} does not exist`,
  );
}

/** The error for an id that can be no shard's. */
export function noShardId(shardId: string, streamName: string, accountId: string): Error {
  return new ServiceError(
    "ResourceNotFoundException",
    `Could not find shard ${shardId} in stream ${streamName} under account ${accountId}.`,
  );
}

function partsOf(streams: Streams, iterator: string): readonly string[] {
  // Quotes around it are let pass (localstack test_get_records_shard_iterator_with_surrounding_quotes, validated against AWS).
  const bare = /^".*"$/.test(iterator) ? iterator.slice(1, -1) : iterator;
  const bytes = Buffer.from(bare, "base64");
  if (bytes.toString("base64") !== bare) return [];
  const text = bytes.toString("latin1");
  const end = text.lastIndexOf("/");
  const checksumAt = text.lastIndexOf("/", end - 1);
  const body = text.slice(versionBytes, Math.max(versionBytes, checksumAt));
  const parts = body.split("/");
  // An iterator of another account or Region is none here.
  const sum = checksum(`${streams.arnOf(parts[0] ?? "")}/${body}`);
  return text.startsWith(version) && text.slice(checksumAt + 1, end) === sum ? parts : [];
}

function lengthFor(streamName: string): number {
  return 152 + Math.floor((streamName.length + 2) / 16) * 16;
}

function checksum(text: string): string {
  let sum = 7;
  for (let index = 0; index < text.length; index += 1) {
    sum = (Math.imul(sum, 31) + text.charCodeAt(index)) | 0;
  }
  return (sum >>> 0).toString(36);
}

/** `Thu Jan 22 01:22:02 UTC 2015`. */
function utcText(instantMs: number): string {
  const [day, date, month, year, time] = new Date(instantMs).toUTCString().split(/,? /);
  return `${day} ${month} ${date} ${time} UTC ${year}`;
}
