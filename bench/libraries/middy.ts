import middy from "@middy/core";
import sqsPartialBatchFailure from "@middy/sqs-partial-batch-failure";

import type {
  LambdaContext,
  QueueLambdaEvent,
  QueueLambdaSpec,
} from "../../src/scenario/lambda-function.ts";
import type { Chapter, Row } from "./row.ts";
import { onQueue, type Stumble } from "./scenes.ts";

type Settled = readonly PromiseSettledResult<void>[];
type Base = (event: QueueLambdaEvent, context: LambdaContext) => Promise<Settled>;

function withMiddleware(base: Base): QueueLambdaSpec["handler"] {
  const reporting = sqsPartialBatchFailure({ logger: () => {} });
  return middy(base as never).use(reporting as never) as unknown as QueueLambdaSpec["handler"];
}

const allSettled = (stumble: Stumble) =>
  withMiddleware((event, { work }) =>
    Promise.allSettled(
      event.Records.map(async (record) => {
        stumble(record.body);
        await work(record);
      }),
    ),
  );

/** One after the other, and of a group nothing more after a failure. */
const inOrder = (stumble: Stumble) =>
  withMiddleware(async (event, { work }) => {
    const settled: PromiseSettledResult<void>[] = [];
    const failed = new Set<string | undefined>();
    for (const record of event.Records) {
      const group = record.attributes.MessageGroupId;
      const handle = async (): Promise<void> => {
        if (failed.has(group)) throw new Error("an earlier one of its group failed");
        stumble(record.body);
        await work(record);
      };
      const [one] = await Promise.allSettled([handle()]);
      if (one.status === "rejected") failed.add(group);
      settled.push(one);
    }
    return settled;
  });

const without = ["throttled"] as const;
const duty = {
  text: "The middleware reports what the handler settled: when its records are begun, and in which order, is the handler's own affair",
  place: {
    file: "@middy/sqs-partial-batch-failure/index.js",
    code: "const { status, reason } = response[idx];",
  },
};

const rows: readonly Row[] = [
  {
    id: "middy/all-settled",
    package: "@middy/sqs-partial-batch-failure",
    use: "the handler returns `Promise.allSettled` of all records",
    duty,
    without,
    scenario: (name) => onQueue(name, allSettled),
  },
  {
    id: "middy/in-order",
    package: "@middy/sqs-partial-batch-failure",
    use: "the handler settles one after the other, of a group nothing after a failure",
    duty,
    without,
    scenario: (name) => onQueue(name, inOrder),
  },
];

export const middyChapter: Chapter = {
  text: "A Lambda function with `reportBatchItemFailures`, behind a FIFO queue. In `slow` a batch is cut off by the function's timeout of 5 s, again and again.",
  rows,
};
