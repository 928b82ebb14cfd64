/** The defaults of an event source mapping: those of Lambda (LDG/services-kinesis-parameters, LDG/services-sqs-parameters). */
import type { QueueLambdaSpec, StreamLambdaSpec } from "./lambda-function.ts";
import type { ResolvedQueueLambda, ResolvedStreamLambda } from "./resolved.ts";
import { mostReceived } from "./service-limits.ts";

/** Most batches of one queue at once (LDG/services-sqs-scaling). */
const mostQueueBatches = 1250;

const common = {
  serviceMs: 0,
  startAtS: 0,
  maximumBatchingWindowS: 0,
  reportBatchItemFailures: false,
  timeoutS: 3,
  coldStartMs: 0,
} as const;

export function resolveStreamLambda(spec: StreamLambdaSpec, shards: number): ResolvedStreamLambda {
  const { parallelizationFactor = 1, reservedConcurrency = Infinity } = spec;
  return {
    ...common,
    batchSize: 100,
    bisectBatchOnFunctionError: false,
    onFailureDestination: false,
    start: "TRIM_HORIZON",
    ...spec,
    parallelizationFactor,
    count: Math.min(shards * parallelizationFactor, reservedConcurrency),
  };
}

export function resolveQueueLambda(
  spec: QueueLambdaSpec,
  visibilityTimeoutS: number,
): ResolvedQueueLambda {
  const { maximumConcurrency = mostQueueBatches, reservedConcurrency = Infinity } = spec;
  return {
    ...common,
    batchSize: mostReceived,
    ...spec,
    maximumConcurrency,
    visibilityTimeoutS,
    count: Math.min(maximumConcurrency, reservedConcurrency),
  };
}
