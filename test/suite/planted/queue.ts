/** Consumers of a FIFO queue as users write them: right, and with a fault planted. */
import {
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";

import type { QueueConsumerContext } from "../../../src/scenario/custom-code.ts";
import type { Scenario } from "../../../src/scenario/scenario.ts";

type Start = (context: QueueConsumerContext) => Promise<void>;

async function receive(client: SQSClient, QueueUrl: string): Promise<readonly Message[]> {
  const command = new ReceiveMessageCommand({
    QueueUrl,
    MaxNumberOfMessages: 10,
    WaitTimeSeconds: 20,
    MessageSystemAttributeNames: ["MessageGroupId"],
  });
  return (await client.send(command)).Messages ?? [];
}

const remove = (client: SQSClient, QueueUrl: string, { ReceiptHandle }: Message) =>
  client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));

/** One after the other, each deleted when it is done; after a failure nothing more of that group. */
export const careful: Start = async ({ client, queueUrl, handler, signal }) => {
  while (!signal.aborted) {
    const failed = new Set<string | undefined>();
    for (const message of await receive(client, queueUrl)) {
      const group = message.Attributes?.MessageGroupId;
      if (failed.has(group)) continue;
      try {
        await handler(message.Body!);
        await remove(client, queueUrl, message);
      } catch {
        failed.add(group);
      }
    }
  }
};

export const deletesFirst: Start = async ({ client, queueUrl, handler, signal }) => {
  while (!signal.aborted) {
    for (const message of await receive(client, queueUrl)) {
      await remove(client, queueUrl, message);
      await handler(message.Body!);
    }
  }
};

/** What failed is still in the queue, so it is not lost; but what follows is done before it. */
export const goesOn: Start = async ({ client, queueUrl, handler, signal }) => {
  while (!signal.aborted) {
    for (const message of await receive(client, queueUrl)) {
      try {
        await handler(message.Body!);
        await remove(client, queueUrl, message);
      } catch {
        // It comes again.
      }
    }
  }
};

export const allAtOnce: Start = async ({ client, queueUrl, handler, signal }) => {
  while (!signal.aborted) {
    const messages = await receive(client, queueUrl);
    await Promise.all(
      messages.map(async (message) => {
        await handler(message.Body!);
        await remove(client, queueUrl, message);
      }),
    );
  }
};

const scenario = (
  name: string,
  start: Start,
  changes: Partial<Scenario> = {},
  failing: object = {},
): Scenario => ({
  name,
  summary: "A consumer of a FIFO queue.",
  workload: { kind: "fleet", trucks: 10, hz: 1, durationS: 30 },
  design: {
    service: "sqs-fifo",
    groupId: "truck",
    producer: { kind: "serial" },
    consumers: [{ app: "mine", kind: "custom", count: 2, serviceMs: 50, start, ...failing }],
  },
  drainS: 600,
  expect: { verdict: "valid" },
  ...changes,
});

/** A worker dies. */
export const dying = (name: string, start: Start): Scenario =>
  scenario(name, start, {
    faults: [{ kind: "crash", app: "mine", consumer: 1, atS: 10, restartAfterS: 5 }],
  });

/** Each twentieth event fails once. */
export const failing = (name: string, start: Start): Scenario =>
  scenario(name, start, {}, { failing: { everyNth: 20, times: 1 } });

/** A worker stands still, so that several events of a truck come at once. */
export const halting = (name: string, start: Start): Scenario =>
  scenario(name, start, {
    faults: [{ kind: "pause", app: "mine", consumer: 1, atS: 8, forS: 6 }],
  });
