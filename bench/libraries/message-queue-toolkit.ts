import type { SQSClient } from "@aws-sdk/client-sqs";
import { MessageHandlerConfigBuilder } from "@message-queue-toolkit/core";
import { AbstractSqsConsumer, SqsConsumerErrorResolver } from "@message-queue-toolkit/sqs";
import { z } from "zod";

import type { QueueConsumerContext } from "../../src/scenario/custom-code.ts";
import type { Chapter, Row } from "./row.ts";
import { consuming, type Stumble } from "./scenes.ts";

const positionSchema = z.object({
  id: z.string(),
  type: z.literal("position"),
  truckId: z.string(),
  seq: z.number(),
});
type Position = z.infer<typeof positionSchema>;
type Answer = { readonly error: "retryLater" } | { readonly result: "success" };

interface Options {
  readonly consumers?: number;
  readonly batchSize?: number;
}

class PositionConsumer extends AbstractSqsConsumer<Position, object> {
  constructor(
    sqsClient: SQSClient,
    queueUrl: string,
    handle: (position: Position) => Promise<Answer>,
    { consumers = 1, batchSize }: Options,
  ) {
    super(
      {
        sqsClient,
        logger: silent,
        errorReporter: { report: () => {} },
        consumerErrorResolver: new SqsConsumerErrorResolver(),
        transactionObservabilityManager: { start: () => {}, stop: () => {} },
      } as never,
      {
        fifoQueue: true,
        messageTypeResolver: { messageTypePath: "type" },
        handlers: new MessageHandlerConfigBuilder<Position, object>()
          .addConfig(positionSchema, handle as never)
          .build(),
        locatorConfig: { queueUrl },
        concurrentConsumersAmount: consumers,
        ...(batchSize !== undefined && { consumerOverrides: { batchSize } }),
      } as never,
      {},
    );
  }
}

const nothing = (): void => {};
const silent = {
  level: "silent",
  fatal: nothing,
  error: nothing,
  warn: nothing,
  info: nothing,
  debug: nothing,
  trace: nothing,
  silent: nothing,
  isLevelEnabled: () => false,
  child: () => silent,
};

const consumer =
  (options: Options, onFailure: (error: unknown) => Answer) =>
  (stumble: Stumble) =>
  async ({ client, queueUrl, handler, signal }: QueueConsumerContext): Promise<void> => {
    const handle = async (position: Position): Promise<Answer> => {
      const body = JSON.stringify(position);
      try {
        stumble(body);
      } catch (error) {
        return onFailure(error);
      }
      await handler(body);
      return { result: "success" };
    };
    const consuming = new PositionConsumer(client, queueUrl, handle, options);
    await consuming.start();
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
    void consuming.close(true);
  };

const throws = (error: unknown): never => {
  throw error;
};
const without = ["throttled"] as const;

const rows: readonly Row[] = [
  {
    id: "message-queue-toolkit/throws",
    package: "@message-queue-toolkit/sqs",
    use: "`AbstractSqsConsumer`, `fifoQueue`, three consumers; the handler throws",
    without,
    scenario: (name) => consuming(name, consumer({ consumers: 3 }, throws)),
  },
  {
    id: "message-queue-toolkit/retry-later",
    package: "@message-queue-toolkit/sqs",
    use: "the same; the handler answers `retryLater`",
    without,
    scenario: (name) =>
      consuming(
        name,
        consumer({ consumers: 3 }, () => ({ error: "retryLater" })),
      ),
  },
  {
    id: "message-queue-toolkit/batch-of-10",
    package: "@message-queue-toolkit/sqs",
    use: "the same with `consumerOverrides: { batchSize: 10 }`; the handler throws",
    because: {
      text: "it is an sqs-consumer with `handleMessage` underneath, and `batchSize` reaches that",
      place: {
        file: "@message-queue-toolkit/sqs/dist/sqs/AbstractSqsConsumer.js",
        code: "...this.consumerOptionsOverride,",
      },
    },
    without,
    scenario: (name) => consuming(name, consumer({ consumers: 3, batchSize: 10 }, throws)),
  },
];

export const messageQueueToolkit: Chapter = {
  text: "Two services with three consumers each on a FIFO queue.",
  rows,
};
