import { shardIdField } from "../input/fields.ts";
import type { Field, Shape } from "../input/input-shape.ts";
import { invalidArgument } from "../kinesis-error.ts";
import type { Shard } from "../stream/shard.ts";
import type { Stream } from "../stream/stream.ts";

const filterTypes = [
  "AFTER_SHARD_ID",
  "AT_TRIM_HORIZON",
  "FROM_TRIM_HORIZON",
  "AT_LATEST",
  "AT_TIMESTAMP",
  "FROM_TIMESTAMP",
] as const;

/** Which shards ListShards is to show. */
export interface ShardFilter {
  readonly Type: (typeof filterTypes)[number];
  readonly ShardId?: string;
  /** Seconds since the epoch. */
  readonly Timestamp?: number;
}

export const shardFilterFields: Shape = {
  Type: { type: "string", required: true, oneOf: filterTypes },
  ShardId: shardIdField,
  Timestamp: { type: "number" },
};
export const shardFilterField: Field = { type: "structure", fields: shardFilterFields };

/** Whether a shard is shown: filter types as K-SDK ShardFilter explains them; an expired shard never is. */
export function isListed(
  stream: Stream,
  shard: Shard,
  filter: ShardFilter | undefined,
  nowMs: number,
): boolean {
  if (stream.isExpired(shard, nowMs)) return false;
  if (filter === undefined) return true;
  const horizonMs = stream.horizonMs(nowMs);
  switch (filter.Type) {
    case "AT_LATEST":
      return shard.isOpen;
    case "AFTER_SHARD_ID":
      return shard.id > required(filter, "ShardId");
    case "AT_TRIM_HORIZON":
      return isOpenAt(stream, shard, horizonMs);
    case "FROM_TRIM_HORIZON":
      return true;
    case "AT_TIMESTAMP":
      return isOpenAt(stream, shard, Math.max(required(filter, "Timestamp") * 1000, horizonMs));
    case "FROM_TIMESTAMP":
      return (shard.closedMs ?? Infinity) >= required(filter, "Timestamp") * 1000;
  }
}

/** Start at or before, end at or after the instant; an instant before the stream was made is that of its making. */
function isOpenAt(stream: Stream, shard: Shard, instantMs: number): boolean {
  const atMs = Math.max(instantMs, stream.options.createdMs);
  return shard.origin.createdMs <= atMs && (shard.closedMs ?? Infinity) >= atMs;
}

function required<K extends "ShardId" | "Timestamp">(
  filter: ShardFilter,
  name: K,
): NonNullable<ShardFilter[K]> {
  const value = filter[name];
  if (value !== undefined) return value;
  // The wording is assumed; that the field is needed is K-SDK ListShardsInput.
  throw invalidArgument(`ShardFilter of type ${filter.Type} requires ${name}.`);
}
