import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  type Message,
  MessageNotInflight,
  ReceiptHandleIsInvalid,
  ReceiveMessageCommand,
  SendMessageCommand,
} from "@aws-sdk/client-sqs";
import { describe, expect, test } from "vitest";

import { inVirtualTime } from "../../../src/clock/virtual-time.ts";
import { calmStandardQueue } from "../../../src/emulator/sqs/queue/standard-shelf.ts";
import { clients, Rig, sleep } from "../rig.ts";

/** A queue with one message, through the SDK in virtual time. */
function withMessage(QueueName: string, act: (queue: SdkQueue) => Promise<void>): Promise<void> {
  return inVirtualTime(1, async () => {
    const { sqs } = clients({ standardQueue: calmStandardQueue });
    const isFifo = QueueName.endsWith(".fifo");
    const Attributes = isFifo ? { FifoQueue: "true" } : {};
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName, Attributes }));
    const ids = isFifo ? { MessageGroupId: "g", MessageDeduplicationId: "d" } : {};
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "x", ...ids }));
    await act({
      receive: async (VisibilityTimeout, more = {}) => {
        const command = new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout, ...more });
        return (await sqs.send(command)).Messages ?? [];
      },
      change: async (message, VisibilityTimeout) => {
        const { ReceiptHandle } = message;
        const input = { QueueUrl, ReceiptHandle, VisibilityTimeout };
        await sqs.send(new ChangeMessageVisibilityCommand(input));
      },
      delete: async ({ ReceiptHandle }) => {
        await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      },
    });
  });
}

interface SdkQueue {
  readonly receive: (VisibilityTimeout: number, more?: object) => Promise<Message[]>;
  readonly change: (message: Message, VisibilityTimeout: number) => Promise<void>;
  readonly delete: (message: Message) => Promise<void>;
}

describe("a visibility timeout of 0", () => {
  test.each(["q", "q.fifo"])("at a receive of %s lets the next receive have the message", (name) =>
    withMessage(name, async (queue) => {
      const [first] = await queue.receive(0);
      const [second] = await queue.receive(600);
      expect(second?.MessageId).toBe(first?.MessageId);
      expect(second?.ReceiptHandle).not.toBe(first?.ReceiptHandle);
      expect(await queue.receive(600)).toEqual([]);
    }),
  );
  test.each(["q", "q.fifo"])("set on %s later ends the flight, once", (name) =>
    withMessage(name, async (queue) => {
      const [first] = await queue.receive(600);
      if (first === undefined) throw new Error("nothing received");
      await queue.change(first, 0);
      expect(await queue.receive(600)).toMatchObject([{ MessageId: first.MessageId }]);
      expect(await queue.receive(600)).toEqual([]);
    }),
  );
});

describe("on a standard queue", () => {
  test("an older handle of a message in flight changes its visibility", () =>
    withMessage("q", async (queue) => {
      const [first] = await queue.receive(0);
      expect(await queue.receive(600)).toHaveLength(1);
      if (first !== undefined) await queue.change(first, 0);
      expect(await queue.receive(600, { WaitTimeSeconds: 1 })).toHaveLength(1);
    }));
  test("a change after the timeout has passed succeeds", () =>
    withMessage("q", async (queue) => {
      const [first] = await queue.receive(1);
      await sleep(2000);
      if (first !== undefined) await queue.change(first, 60);
    }));
  test("a delete after the timeout has passed deletes, if nobody has received the message since", () =>
    withMessage("q", async (queue) => {
      const [first] = await queue.receive(1);
      await sleep(2000);
      if (first !== undefined) await queue.delete(first);
      expect(await queue.receive(1, { WaitTimeSeconds: 20 })).toEqual([]);
    }));
});

describe("on FIFO", () => {
  test("a change after the timeout has passed fails, and so does a delete", () =>
    withMessage("q.fifo", async (queue) => {
      const [first] = await queue.receive(1);
      await sleep(2000);
      if (first === undefined) throw new Error("nothing received");
      await expect(queue.change(first, 60)).rejects.toThrow(MessageNotInflight);
      await expect(queue.delete(first)).rejects.toMatchObject({
        name: "InvalidParameterValue",
        message: `Value ${first.ReceiptHandle} for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.`,
      });
    }));
});

test.each(["q", "q.fifo"])("a handle that %s did not give is refused", (name) =>
  withMessage(name, async (queue) => {
    await expect(queue.change({ ReceiptHandle: "INVALID" }, 60)).rejects.toThrow(
      ReceiptHandleIsInvalid,
    );
    await expect(queue.delete({ ReceiptHandle: "INVALID" })).rejects.toThrow(
      ReceiptHandleIsInvalid,
    );
  }),
);

test("a bad handle in a batch fails alone, in high-throughput mode too", () => {
  const rig = new Rig();
  const highThroughput = {
    DeduplicationScope: "messageGroup",
    FifoThroughputLimit: "perMessageGroupId",
  };
  const QueueUrl = rig.queue("q.fifo", highThroughput);
  rig.send(QueueUrl, "a", "x");
  const [{ ReceiptHandle }] = rig.receive(QueueUrl);
  const Entries = [
    { Id: "bad", ReceiptHandle: "INVALID" },
    { Id: "good", ReceiptHandle },
  ];
  const answer = rig.sqs("DeleteMessageBatch", { QueueUrl, Entries });
  expect(answer.Successful).toEqual([{ Id: "good" }]);
  expect(answer.Failed).toMatchObject([{ Id: "bad", Code: "ReceiptHandleIsInvalid" }]);
});

test("an expired handle of a FIFO message in a batch is a bad one", () => {
  const rig = new Rig();
  const QueueUrl = rig.queue("q.fifo");
  rig.send(QueueUrl, "a", "x");
  const [{ ReceiptHandle }] = rig.receive(QueueUrl, { VisibilityTimeout: 0 });
  const Entries = [{ Id: "late", ReceiptHandle }];
  expect(rig.sqs("DeleteMessageBatch", { QueueUrl, Entries })).toEqual({
    Failed: [
      {
        Id: "late",
        SenderFault: true,
        Code: "ReceiptHandleIsInvalid",
        Message: "The receipt handle has expired",
      },
    ],
  });
});

test("a purge forgets what was sent, for deduplication too", () => {
  const rig = new Rig();
  const QueueUrl = rig.queue("q.fifo");
  const first = rig.send(QueueUrl, "a", "x");
  rig.sqs("PurgeQueue", { QueueUrl });
  expect(rig.send(QueueUrl, "a", "x").MessageId).not.toBe(first.MessageId);
  expect(rig.bodies(QueueUrl)).toEqual(["x"]);
});
