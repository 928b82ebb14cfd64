import type { LambdaContext, StreamLambdaEvent } from "../../src/scenario/lambda-function.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";

export default {
  name: "poison-in-lambda-breaks",
  summary:
    "One record fails, and the event source mapping tries its whole batch again for as long as the record lives: the shard stands still, and what had succeeded is done again and again.",
  workload: { kind: "fleet", trucks: 10, hz: 2, durationS: 20 },
  design: {
    service: "kinesis",
    shards: 1,
    partitionKey: "truck",
    producer: { kind: "serial" },
    consumers: [
      {
        app: "tracker",
        kind: "lambda",
        serviceMs: 5,
        failing: { key: "truck_1", seq: 5, times: 30 },
        handler: async ({ Records }: StreamLambdaEvent, { work }: LambdaContext) => {
          for (const record of Records) await work(record);
        },
      },
    ],
  },
  guarantee: "exactly-once-ordered",
  expect: { verdict: "invalid", anomalies: ["duplicate-effect"] },
} satisfies Scenario;
