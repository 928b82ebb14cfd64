import type { LambdaContext, StreamLambdaEvent } from "../../src/scenario/lambda-function.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";

export default {
  name: "parallel-in-lambda-breaks",
  summary:
    "A Lambda function works on the records of its batch all at once: two events of a truck are under way together.",
  workload: { kind: "fleet", trucks: 10, hz: 4, durationS: 20 },
  design: {
    service: "kinesis",
    shards: 2,
    partitionKey: "truck",
    producer: { kind: "serial" },
    consumers: [
      {
        app: "tracker",
        kind: "lambda",
        serviceMs: 50,
        handler: async ({ Records }: StreamLambdaEvent, { work }: LambdaContext) => {
          await Promise.all(Records.map(work));
        },
      },
    ],
  },

  expect: { verdict: "invalid", anomalies: ["overtake"] },
} satisfies Scenario;
