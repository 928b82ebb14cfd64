import { ServiceError } from "../service-error.ts";
import type { Shape } from "../shape.ts";
import { decodeToken, encodeToken } from "../token.ts";
import type { Shard } from "./shard.ts";
import type { Stream } from "./stream.ts";
import type { KinesisAction, Streams } from "./streams.ts";
import {
  checked,
  invalidArgument,
  shardIdField,
  streamFields,
  type StreamReference,
} from "./validate.ts";

/** A page's token lives 300 s (K-SDK ListShards). */
const tokenLifeMs = 300_000;

const filterTypes = [
  "AFTER_SHARD_ID",
  "AT_TRIM_HORIZON",
  "FROM_TRIM_HORIZON",
  "AT_LATEST",
  "AT_TIMESTAMP",
  "FROM_TIMESTAMP",
] as const;

const shape: Shape = {
  ...streamFields,
  NextToken: { type: "string", min: 1, max: 1_048_576 },
  ExclusiveStartShardId: shardIdField,
  MaxResults: { type: "integer", min: 1, max: 10_000 },
  StreamCreationTimestamp: { type: "number" },
  ShardFilter: {
    type: "structure",
    fields: {
      Type: { type: "string", required: true, oneOf: filterTypes },
      ShardId: shardIdField,
      Timestamp: { type: "number" },
    },
  },
};

interface ShardFilter {
  readonly Type: (typeof filterTypes)[number];
  readonly ShardId?: string;
  readonly Timestamp?: number;
}

interface ListShardsInput extends StreamReference {
  readonly NextToken?: string;
  readonly ExclusiveStartShardId?: string;
  readonly MaxResults?: number;
  readonly ShardFilter?: ShardFilter;
}

/** What a page's token stands for. */
interface Page {
  readonly stream: Stream;
  readonly after: string;
  readonly filter: ShardFilter | undefined;
}

/** The shards of a stream, open and closed, 1,000 per page unless told otherwise (K-SDK ListShards). */
export const listShards: KinesisAction = (streams, input, nowMs) => {
  const request = checked<ListShardsInput>(shape, input);
  const { stream, after, filter } = pageOf(streams, request, nowMs);
  const status = stream.status(nowMs);
  if (status === "CREATING" || status === "DELETING") {
    throw new ServiceError(
      "ResourceInUseException",
      `Stream ${stream.options.name} under account ${streams.environment.accountId} is in state ${status}.`,
    );
  }
  const limit = request.MaxResults ?? 1000;
  const rest = stream.shards.filter(
    (shard) => shard.id > after && isListed(stream, shard, filter, nowMs),
  );
  const shown = rest.slice(0, limit);
  const last = shown.at(-1);
  const filterText = Buffer.from(JSON.stringify(filter ?? null)).toString("hex");
  const token = encodeToken([stream.options.name, last?.id ?? "", nowMs, filterText]);
  return {
    Shards: shown.map((shard) => shard.describe()),
    ...(rest.length > limit && { NextToken: token }),
  };
};

function pageOf(streams: Streams, request: ListShardsInput, nowMs: number): Page {
  const { NextToken, ExclusiveStartShardId, ShardFilter } = request;
  if (NextToken === undefined) {
    const stream = streams.find(request, nowMs);
    return { stream, after: ExclusiveStartShardId ?? "", filter: ShardFilter };
  }
  if (request.StreamName !== undefined || ExclusiveStartShardId !== undefined) {
    throw invalidArgument("NextToken and StreamName cannot be provided together.");
  }
  const [name, after, issuedMs, filterText] = decodeToken(NextToken) ?? [];
  if (name === undefined || after === undefined || filterText === undefined) {
    throw invalidArgument("NextToken is invalid.");
  }
  if (nowMs - Number(issuedMs) > tokenLifeMs) {
    throw new ServiceError("ExpiredNextTokenException", "The pagination token has expired.");
  }
  const filter = JSON.parse(Buffer.from(filterText, "hex").toString()) as ShardFilter | null;
  return { stream: streams.find({ StreamName: name }, nowMs), after, filter: filter ?? undefined };
}

/** Filter types as K-SDK ShardFilter explains them. */
function isListed(
  stream: Stream,
  shard: Shard,
  filter: ShardFilter | undefined,
  nowMs: number,
): boolean {
  const horizonMs = nowMs - stream.retentionHours * 3_600_000;
  const closedMs = shard.closedMs ?? Infinity;
  // A closed shard disappears once everything in it has passed the retention period.
  if (closedMs < horizonMs) return false;
  if (filter === undefined) return true;
  const instantMs = Math.max((filter.Timestamp ?? 0) * 1000, horizonMs);
  switch (filter.Type) {
    case "AT_LATEST":
      return shard.isOpen;
    case "AFTER_SHARD_ID":
      return shard.id > required(filter.ShardId, "ShardId");
    case "AT_TRIM_HORIZON":
      return isOpenAt(stream, shard, horizonMs);
    case "FROM_TRIM_HORIZON":
      return true;
    case "AT_TIMESTAMP":
      required(filter.Timestamp, "Timestamp");
      return isOpenAt(stream, shard, instantMs);
    case "FROM_TIMESTAMP":
      required(filter.Timestamp, "Timestamp");
      return closedMs >= instantMs;
  }
}

function isOpenAt(stream: Stream, shard: Shard, instantMs: number): boolean {
  const fromMs = Math.max(instantMs, stream.options.createdMs);
  return shard.origin.createdMs <= fromMs && (shard.closedMs ?? Infinity) > fromMs;
}

function required<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw invalidArgument(`ShardFilter of this type requires ${name}.`);
  return value;
}
