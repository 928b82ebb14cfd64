import type { LambdaContext, StreamLambdaEvent } from "../../src/scenario/lambda-function.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import breaks from "./parallel-in-lambda-breaks.ts";

export default {
  ...breaks,
  name: "parallel-in-lambda-holds",
  summary:
    "ParallelizationFactor 10, one record after the other: batches of a shard run side by side, those of a partition key never.",
  design: {
    ...breaks.design,
    consumers: breaks.design.consumers.map((one) => ({
      ...one,
      parallelizationFactor: 10,
      timeoutS: 60,
      handler: async ({ Records }: StreamLambdaEvent, { work }: LambdaContext) => {
        for (const record of Records) await work(record);
      },
    })),
  },
  expect: { verdict: "valid" },
} satisfies Scenario;
