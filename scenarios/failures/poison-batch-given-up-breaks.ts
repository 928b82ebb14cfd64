import type {
  LambdaContext,
  StreamLambdaEvent,
  StreamLambdaRecord,
} from "../../src/scenario/lambda-function.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";

/** What a function might find that cannot read a record. */
function read({ kinesis }: StreamLambdaRecord): void {
  const text = Buffer.from(kinesis.data, "base64").toString();
  const { id, seq } = JSON.parse(text) as { id: string; seq: number };
  if (id === "truck_1" && seq === 5) throw new Error("not to be read");
}

export default {
  name: "poison-batch-given-up-breaks",
  summary:
    "One record cannot be read, and after two retries the event source mapping gives up its whole batch: what stood beside it is never done.",
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
        maximumRetryAttempts: 2,
        handler: async ({ Records }: StreamLambdaEvent, { work }: LambdaContext) => {
          Records.forEach(read);
          for (const record of Records) await work(record);
        },
      },
    ],
  },
  expect: { verdict: "invalid" },
} satisfies Scenario;
