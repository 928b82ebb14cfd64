/** Event source mappings, within the limits of CreateEventSourceMapping (L-SDK). */
import { z } from "zod";

import { functionSchema } from "./function-schema.ts";
import { count, notNegative } from "./numbers.ts";

const mapping = {
  kind: z.literal("lambda"),
  handler: functionSchema,
  maximumBatchingWindowS: notNegative.max(300).optional(),
  reportBatchItemFailures: z.boolean().optional(),
  timeoutS: count.max(900).optional(),
  reservedConcurrency: count.optional(),
  coldStartMs: notNegative.optional(),
};

/** A function has as many environments as batches at once. */
export const noCount = z
  .never({ error: "has no meaning for a function: it has as many environments as batches at once" })
  .optional();

const stream = {
  batchSize: count.max(10_000).optional(),
  parallelizationFactor: count.max(10).optional(),
  bisectBatchOnFunctionError: z.boolean().optional(),
  maximumRetryAttempts: notNegative.int().max(10_000).optional(),
  maximumRecordAgeS: count.min(60).max(604_800).optional(),
  onFailureDestination: z.boolean().optional(),
};

const onStreamsOnly = z
  .never({
    error:
      "has a meaning on Kinesis only: of a queue, a failed message comes again after its visibility timeout",
  })
  .optional();

const queue = {
  batchSize: count.max(10_000).optional(),
  maximumConcurrency: count.min(2).max(1000).optional(),
  parallelizationFactor: onStreamsOnly,
  bisectBatchOnFunctionError: onStreamsOnly,
  maximumRetryAttempts: onStreamsOnly,
  maximumRecordAgeS: onStreamsOnly,
  onFailureDestination: onStreamsOnly,
  start: onStreamsOnly,
};

/** `who`: what every consumer has; `start`: where a reader of a stream may begin. */
export function streamLambda<T extends z.core.$ZodLooseShape, S extends z.ZodType>(
  who: T,
  start: S,
) {
  return z.strictObject({ ...who, ...mapping, ...stream, start });
}

export function queueLambda<T extends z.core.$ZodLooseShape>(who: T) {
  return z.strictObject({ ...who, ...mapping, ...queue });
}
