import type { Message } from "@aws-sdk/client-sqs";
import { Consumer } from "sqs-consumer";

import type { QueueConsumerContext } from "../../src/scenario/custom-code.ts";
import type { Chapter, Row } from "./row.ts";
import { consuming, type Stumble } from "./scenes.ts";

type Options = Parameters<typeof Consumer.create>[0];

/** One consumer of the library's, until the run is over. */
async function run(
  { client, queueUrl, signal }: QueueConsumerContext,
  options: Partial<Options>,
): Promise<void> {
  const consumer = Consumer.create({
    sqs: client,
    queueUrl,
    suppressFifoWarning: true,
    ...options,
  } as Options);
  for (const event of ["error", "processing_error", "timeout_error"] as const) {
    consumer.on(event, () => {});
  }
  consumer.start();
  await new Promise((resolve) => signal.addEventListener("abort", resolve));
  consumer.stop({ abort: true });
}

/** What is returned is deleted; a message without a return comes again. */
const eachMessage =
  (options: Partial<Options>) => (stumble: Stumble) => (context: QueueConsumerContext) =>
    run(context, {
      ...options,
      handleMessage: async (message) => {
        stumble(message.Body!);
        await context.handler(message.Body!);
        return message;
      },
    });

/** In order; of a group, nothing more after a failure. */
const eachBatch =
  (options: Partial<Options>) => (stumble: Stumble) => (context: QueueConsumerContext) =>
    run(context, {
      batchSize: 10,
      messageSystemAttributeNames: ["MessageGroupId"],
      ...options,
      handleMessageBatch: async (messages) => {
        const done: Message[] = [];
        const failed = new Set<string | undefined>();
        for (const message of messages) {
          const group = message.Attributes?.MessageGroupId;
          if (failed.has(group)) continue;
          try {
            stumble(message.Body!);
            await context.handler(message.Body!);
            done.push(message);
          } catch {
            failed.add(group);
          }
        }
        return done;
      },
    });

const source = "sqs-consumer/dist/esm/consumer.js";
const fifo = {
  text: "For FIFO order its README says to use `handleMessageBatch`, never `handleMessage`, and that it is not tested with FIFO queues",
  place: {
    file: "sqs-consumer/README.md",
    code: "In order to maintain FIFO ordering, you should always use the `handleMessageBatch` method",
  },
};
const without = ["throttled"] as const;

const rows: readonly Row[] = [
  {
    id: "sqs-consumer/default",
    package: "sqs-consumer",
    use: "`handleMessage`, `batchSize` 1 (default)",
    duty: fifo,
    without,
    scenario: (name) => consuming(name, eachMessage({})),
  },
  {
    id: "sqs-consumer/batch-of-10",
    package: "sqs-consumer",
    use: "`handleMessage`, `batchSize: 10`",
    duty: fifo,
    because: {
      text: "`handleMessage` is called for all messages of a receive at once",
      place: {
        file: source,
        code: "await Promise.all(response.Messages.map((message) => this.processMessage(message)));",
      },
    },
    without,
    scenario: (name) => consuming(name, eachMessage({ batchSize: 10 })),
  },
  {
    id: "sqs-consumer/handle-batch",
    package: "sqs-consumer",
    use: "`handleMessageBatch`, `batchSize: 10`, in order, of a group nothing after a failure",
    duty: {
      text: "Which messages are deleted is what the handler returns: to stop at a failure is its own affair",
      place: {
        file: source,
        code: "const ackedMessages = await this.executeBatchHandler(messages);",
      },
    },
    because: {
      text: "in `slow` the batch is visible again before it is done, what it did is deleted at its end, and so it begins anew each time",
      place: {
        file: source,
        code: "const deletedMessages = await this.deleteMessageBatch(ackedMessages);",
      },
    },
    without,
    scenario: (name) => consuming(name, eachBatch({})),
  },
  {
    id: "sqs-consumer/handle-batch-heartbeat",
    package: "sqs-consumer",
    use: "the same with `visibilityTimeout: 6`, `heartbeatInterval: 2`",
    without,
    scenario: (name) => consuming(name, eachBatch({ visibilityTimeout: 6, heartbeatInterval: 2 })),
  },
];

export const sqsConsumer: Chapter = {
  text: "Two consumers on a FIFO queue.",
  rows,
};
