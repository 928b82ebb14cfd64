import { ServiceError } from "../../service-error.ts";

export const throughputExceededCode = "ProvisionedThroughputExceededException";

/** The wording of AWS's example (KDG, quoted in facts/aws.md 6.2). */
export function rateExceededMessage(
  streamName: string,
  shardId: string,
  accountId: string,
): string {
  return `Rate exceeded for shard ${shardId} in stream ${streamName} under account ${accountId}.`;
}

export function throughputExceeded(
  streamName: string,
  shardId: string,
  accountId: string,
): ServiceError {
  const message = rateExceededMessage(streamName, shardId, accountId);
  return new ServiceError(throughputExceededCode, message);
}
