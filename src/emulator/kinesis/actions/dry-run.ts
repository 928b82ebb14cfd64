import { ServiceError } from "../../service-error.ts";

/** What a call with DryRun gets that would have succeeded otherwise, throughput aside (K-SDK DryRunOperationException; the wording is assumed). */
export function dryRun(): ServiceError {
  return new ServiceError(
    "DryRunOperationException",
    "The request was rejected because the DryRun parameter was specified.",
  );
}
