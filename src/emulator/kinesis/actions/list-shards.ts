import { ServiceError } from "../../service-error.ts";
import { decodeToken, encodeToken, numberIn } from "../../token.ts";
import { checked } from "../input/checked.ts";
import { shardIdField, streamFields, streamNameField } from "../input/fields.ts";
import { type Shape, violations } from "../input/input-shape.ts";
import { invalidArgument } from "../kinesis-error.ts";
import type { StreamReference } from "../stream/stream-reference.ts";
import type { Stream } from "../stream/stream.ts";
import type { Streams } from "../stream/streams.ts";
import type { KinesisAction } from "./kinesis-action.ts";
import { isListed, type ShardFilter, shardFilterField, shardFilterFields } from "./shard-filter.ts";

/** A page's token lives 300 s; a page has at most 1,000 shards (K-SDK ListShards). */
const tokenLifeMs = 300_000;
const maxPage = 1000;

const shape: Shape = {
  ExclusiveStartShardId: shardIdField,
  MaxResults: { type: "integer", min: 1, max: 10_000 },
  NextToken: { type: "string", min: 1, max: 1_048_576 },
  ...streamFields,
  StreamName: streamNameField,
  StreamCreationTimestamp: { type: "number" },
  ShardFilter: shardFilterField,
};

interface ListShardsInput extends StreamReference {
  readonly NextToken?: string;
  readonly ExclusiveStartShardId?: string;
  readonly MaxResults?: number;
  /** Seconds since the epoch. */
  readonly StreamCreationTimestamp?: number;
  readonly ShardFilter?: ShardFilter;
}

/**
 * What a token already stands for: each has been seen refused beside one (aws/aws-cli#9635, apache/beam#33478,
 * awslabs/amazon-kinesis-scaling-utils#82), but for the time of creation, which K-SDK ListShardsInput names.
 */
const notBesideToken = [
  "StreamName",
  "StreamARN",
  "ExclusiveStartShardId",
  "StreamCreationTimestamp",
  "ShardFilter",
] as const;

/** What a page's token stands for. */
interface Page {
  readonly stream: Stream;
  readonly after: string;
  readonly filter: ShardFilter | undefined;
}

/** The shards of a stream, open and closed, that are within its retention (K-SDK ListShards). */
export const listShards: KinesisAction = (streams, input, nowMs) => {
  const request = checked<ListShardsInput>(shape, input);
  streams.countCall("ListShards", request, nowMs);
  const { stream, after, filter } = pageOf(streams, request, nowMs);
  const status = stream.status(nowMs);
  if (status === "CREATING" || status === "DELETING") {
    throw new ServiceError(
      "ResourceInUseException",
      `Stream ${stream.options.name} under account ${streams.environment.accountId} not ACTIVE or UPDATING, instead in state ${status}`,
    );
  }
  const limit = Math.min(request.MaxResults ?? maxPage, maxPage);
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
  const isNamed = request.StreamName !== undefined || request.StreamARN !== undefined;
  if (NextToken === undefined) {
    if (!isNamed) throw invalidArgument("Either NextToken or StreamName should be provided.");
    const stream = streams.find(request, nowMs);
    checkCreation(streams, stream, request.StreamCreationTimestamp);
    return { stream, after: ExclusiveStartShardId ?? "", filter: ShardFilter };
  }
  const beside = notBesideToken.find((field) => request[field] !== undefined);
  if (beside !== undefined) {
    throw invalidArgument(`NextToken and ${beside} cannot be provided together.`);
  }
  const [name, after, issued, filterText] = decodeToken(NextToken) ?? [];
  const issuedMs = numberIn(issued);
  const filter = filterText === undefined ? undefined : filterIn(filterText);
  const isWhole = name !== undefined && after !== undefined && issuedMs !== undefined;
  if (!isWhole || filter === undefined) throw invalidArgument("NextToken is invalid.");
  if (nowMs - issuedMs > tokenLifeMs) {
    throw new ServiceError("ExpiredNextTokenException", "The pagination token has expired.");
  }
  return { stream: streams.find({ StreamName: name }, nowMs), after, filter: filter ?? undefined };
}

/** The filter that a token was made with, null if with none; undefined if it can be no token's. */
function filterIn(hex: string): ShardFilter | null | undefined {
  try {
    const filter: unknown = JSON.parse(Buffer.from(hex, "hex").toString());
    if (filter === null || violations(shardFilterFields, filter).length === 0) {
      return filter as ShardFilter | null;
    }
  } catch (error) {
    if (!(error instanceof SyntaxError) && !(error instanceof ServiceError)) throw error;
  }
  return undefined;
}

/** The time of creation tells streams of one name apart (K-SDK ListShardsInput). */
function checkCreation(streams: Streams, stream: Stream, seconds: number | undefined): void {
  if (seconds === undefined || Math.floor(seconds) === stream.createdSecond) return;
  throw streams.notFound(stream.options.name);
}
