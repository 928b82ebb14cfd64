/** Consumers as users write them, some with a fault planted. */
import {
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";

import type { CustomConsumer, QueueConsumerContext } from "../../src/scenario/custom-code.ts";
import type { SimulatedScenario } from "../../src/suite/simulate.ts";

type Consumer = CustomConsumer<QueueConsumerContext>;

async function receive(
  client: SQSClient,
  QueueUrl: string,
  abortSignal: AbortSignal,
): Promise<readonly Message[]> {
  const command = new ReceiveMessageCommand({
    QueueUrl,
    MaxNumberOfMessages: 10,
    WaitTimeSeconds: 20,
    MessageSystemAttributeNames: ["MessageGroupId"],
  });
  const { Messages = [] } = await client.send(command, { abortSignal });
  return Messages;
}

export const remove = (client: SQSClient, QueueUrl: string, { ReceiptHandle }: Message) =>
  client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));

/** Receives and works until it is told to end. */
export function loop(
  work: (context: QueueConsumerContext, messages: readonly Message[]) => Promise<void>,
): Consumer {
  return async (context) => {
    while (!context.signal.aborted) {
      const messages = await receive(context.client, context.queueUrl, context.signal).catch(
        (error: unknown) => {
          if (context.signal.aborted) return [];
          throw error;
        },
      );
      await work(context, messages);
    }
  };
}

/** One after the other, each deleted when it is done. */
export const careful = loop(async ({ client, queueUrl, handler }, messages) => {
  for (const message of messages) {
    await handler(message.Body!);
    await remove(client, queueUrl, message);
  }
});

/** All of a batch at once. */
export const allAtOnce = loop(async ({ client, queueUrl, handler }, messages) => {
  await Promise.all(
    messages.map(async (message) => {
      await handler(message.Body!);
      await remove(client, queueUrl, message);
    }),
  );
});

/** Deleted before it is handled: what a crash interrupts is gone. */
export const deletesFirst = loop(async ({ client, queueUrl, handler }, messages) => {
  for (const message of messages) {
    await remove(client, queueUrl, message);
    await handler(message.Body!);
  }
});

/** A small fleet on one FIFO queue, with a consumer of one's own. */
export function fleetWith(
  start: Consumer,
  changes: Partial<SimulatedScenario> = {},
): SimulatedScenario {
  return {
    workload: { kind: "fleet", trucks: 5, hz: 1, durationS: 20 },
    design: {
      service: "sqs-fifo",
      groupId: "truck",
      producer: { kind: "serial" },
      consumers: [{ app: "mine", kind: "custom", count: 2, serviceMs: 200, start }],
    },
    faults: [{ kind: "pause", app: "mine", consumer: 1, atS: 8, forS: 6 }],
    ...changes,
  };
}
