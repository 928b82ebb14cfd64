import { ServiceError } from "../../service-error.ts";

/** 20,000 open shards per account in the large Regions (KDG/service-sizes-and-limits). */
export const shardQuota = 20_000;

/** Whose shards are counted. */
interface Account {
  readonly accountId: string;
  readonly region: string;
}

/** Throws LimitExceededException if an account with so many open shards cannot have so many more. */
export function checkShardLimit(
  { accountId, region }: Account,
  used: number,
  additional: number,
): void {
  if (used + additional <= shardQuota) return;
  throw new ServiceError(
    "LimitExceededException",
    `This request would exceed the shard limit for the account ${accountId} in ${region}. Current shard count for the account: ${used}. Limit: ${shardQuota}. Number of additional shards that would have resulted from this request: ${additional}. Refer to the AWS Service Limits page (http://docs.aws.amazon.com/general/latest/gr/aws_service_limits.html) for current limits and how to request higher limits.`,
  );
}
