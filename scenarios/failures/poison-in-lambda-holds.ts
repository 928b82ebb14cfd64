import type { LambdaContext, StreamLambdaEvent } from "../../src/scenario/lambda-function.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import breaks from "./poison-in-lambda-breaks.ts";

export default {
  ...breaks,
  name: "poison-in-lambda-holds",
  summary:
    "Partial batch responses, two retries and an on-failure destination: what succeeded is not repeated, and the record goes elsewhere.",
  design: {
    ...breaks.design,
    consumers: breaks.design.consumers.map((one) => ({
      ...one,
      reportBatchItemFailures: true,
      bisectBatchOnFunctionError: true,
      maximumRetryAttempts: 2,
      onFailureDestination: true,
      handler: async ({ Records }: StreamLambdaEvent, { work }: LambdaContext) => {
        for (const record of Records) {
          try {
            await work(record);
          } catch {
            // Behind the first failure nothing is done: it is where the next batch begins.
            return { batchItemFailures: [{ itemIdentifier: record.kinesis.sequenceNumber }] };
          }
        }
        return { batchItemFailures: [] };
      },
    })),
  },
  guarantee: "ordered-or-set-aside",
  expect: { verdict: "valid" },
} satisfies Scenario;
