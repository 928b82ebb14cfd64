import { kinesisOperations } from "./kinesis-operations.ts";
import type { Operation } from "./operation.ts";
import { sdkOperations } from "./sdk-operations.ts";
import { sqsOperations } from "./sqs-operations.ts";

/** All that is measured, in the order of the report. */
export const operations: readonly Operation[] = [
  ...kinesisOperations,
  ...sqsOperations,
  ...sdkOperations,
];
