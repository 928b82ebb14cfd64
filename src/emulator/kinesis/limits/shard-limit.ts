import { ServiceError } from "../../service-error.ts";
import type { Streams } from "../stream/streams.ts";

/** 20,000 open shards per account in the large Regions (KDG/service-sizes-and-limits). */
export const shardQuota = 20_000;

/** The open shards of all streams. */
export function openShardCount(streams: Streams, nowMs: number): number {
  return streams.list(nowMs).reduce((sum, stream) => sum + stream.openShards.length, 0);
}

/** Throws LimitExceededException if the account cannot have so many more shards. */
export function checkShardLimit(streams: Streams, additional: number, nowMs: number): void {
  const { accountId, region } = streams.environment;
  const used = openShardCount(streams, nowMs);
  if (used + additional <= shardQuota) return;
  throw new ServiceError(
    "LimitExceededException",
    `This request would exceed the shard limit for the account ${accountId} in ${region}. Current shard count for the account: ${used}. Limit: ${shardQuota}. Number of additional shards that would have resulted from this request: ${additional}. Refer to the AWS Service Limits page (http://docs.aws.amazon.com/general/latest/gr/aws_service_limits.html) for current limits and how to request higher limits.`,
  );
}
