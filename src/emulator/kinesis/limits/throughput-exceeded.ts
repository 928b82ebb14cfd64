import { ServiceError } from "../../service-error.ts";
import type { Stream } from "../stream/stream.ts";

export const throughputExceededCode = "ProvisionedThroughputExceededException";

/** The wording of AWS's example (KDG, quoted in facts/aws.md 6.2). */
export function rateExceededMessage(stream: Stream, shardId: string, accountId: string): string {
  return `Rate exceeded for shard ${shardId} in stream ${stream.options.name} under account ${accountId}.`;
}

export function throughputExceeded(
  stream: Stream,
  shardId: string,
  accountId: string,
): ServiceError {
  return new ServiceError(throughputExceededCode, rateExceededMessage(stream, shardId, accountId));
}
