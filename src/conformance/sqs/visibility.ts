import assert from "node:assert/strict";

import { ChangeMessageVisibilityCommand, DeleteMessageCommand } from "@aws-sdk/client-sqs";

import { eventually, refused, sleep } from "../expect.ts";
import { rulesOf } from "../rule.ts";

/** When a message can be received: delay, visibility, long polls, deletes. */
export const visibilityRules = rulesOf("sqs", [
  {
    id: "hidden-in-flight",
    title: "A received message is hidden until its visibility timeout, then it comes again",
    source: "SDG/sqs-visibility-timeout",
    check: async (sandbox) => {
      const queue = await sandbox.fifoQueue({ VisibilityTimeout: "2" });
      await queue.sendTo("g", "0");
      await queue.receiveOne();
      assert.deepEqual(await queue.bodies({ WaitTimeSeconds: 0 }), []);
      await sleep(2200);
      assert.deepEqual(await queue.bodies(), ["0"]);
    },
  },
  {
    id: "visibility-of-receive",
    title: "VisibilityTimeout of a receive overrides the queue's",
    source: "Q-SDK ReceiveMessage",
    check: async (sandbox) => {
      const queue = await sandbox.fifoQueue({ VisibilityTimeout: "30" });
      await queue.sendTo("g", "0");
      await queue.receiveOne({ VisibilityTimeout: 1 });
      await sleep(1300);
      assert.deepEqual(await queue.bodies(), ["0"]);
    },
  },
  {
    id: "visibility-zero",
    title: "ChangeMessageVisibility to 0 shows a message at once",
    source: "Q-SDK ChangeMessageVisibility",
    check: async (sandbox) => {
      const queue = await sandbox.fifoQueue();
      await queue.sendTo("g", "0");
      await queue.changeVisibility(await queue.receiveOne(), 0);
      assert.deepEqual(await queue.bodies(), ["0"]);
    },
  },
  {
    id: "visibility-extended",
    title: "ChangeMessageVisibility hides a message longer, counted from now",
    source: "Q-SDK ChangeMessageVisibility",
    check: async (sandbox) => {
      const queue = await sandbox.fifoQueue({ VisibilityTimeout: "1" });
      await queue.sendTo("g", "0");
      await queue.changeVisibility(await queue.receiveOne(), 30);
      await sleep(1300);
      assert.deepEqual(await queue.bodies({ WaitTimeSeconds: 0 }), []);
    },
  },
  {
    id: "visibility-range",
    title: "A visibility timeout above 12 hours is refused",
    source: "SDG/sqs-visibility-timeout",
    check: async (sandbox) => {
      const queue = await sandbox.queue();
      await queue.send("x");
      const { ReceiptHandle } = await queue.receiveOne();
      await refused(
        sandbox.clients.sqs.send(
          new ChangeMessageVisibilityCommand({
            QueueUrl: queue.url,
            ReceiptHandle,
            VisibilityTimeout: 43_201,
          }),
        ),
        "InvalidParameterValue",
      );
    },
  },
  {
    id: "fifo-not-in-flight",
    title: "ChangeMessageVisibility fails for a FIFO message that is visible again",
    source: "Q-SDK ChangeMessageVisibility; error name unverified",
    check: async (sandbox) => {
      const queue = await sandbox.fifoQueue();
      await queue.sendTo("g", "x");
      const message = await queue.receiveOne();
      await queue.changeVisibility(message, 0);
      await refused(queue.changeVisibility(message, 10));
    },
  },
  {
    id: "garbage-handle",
    title: "Text that is no receipt handle is refused: ReceiptHandleIsInvalid",
    source: "Q-SDK DeleteMessage",
    check: async (sandbox) => {
      const { url } = await sandbox.queue();
      await refused(
        sandbox.clients.sqs.send(
          new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: "not a handle" }),
        ),
        "ReceiptHandleIsInvalid",
      );
    },
  },
  {
    id: "delete-for-good",
    title: "A deleted message does not come again; deleting it again succeeds",
    source: "Q-SDK DeleteMessage",
    check: async (sandbox) => {
      const queue = await sandbox.fifoQueue({ VisibilityTimeout: "1" });
      await queue.sendTo("g", "0");
      const message = await queue.receiveOne();
      await queue.delete(message);
      await queue.delete(message);
      await sleep(1300);
      assert.deepEqual(await queue.bodies(), []);
    },
  },
  {
    id: "delay-of-queue",
    title: "The queue's DelaySeconds hide a new message",
    source: "SDG/sqs-delay-queues",
    check: async (sandbox) => {
      const queue = await sandbox.fifoQueue({ DelaySeconds: "2" });
      await queue.sendTo("g", "0");
      assert.deepEqual(await queue.bodies({ WaitTimeSeconds: 0 }), []);
      await queue.receiveOne({ WaitTimeSeconds: 5 });
    },
  },
  {
    id: "delay-of-message",
    title: "DelaySeconds of a message override the queue's on a standard queue",
    source: "Q-SDK SendMessage",
    check: async (sandbox) => {
      const queue = await sandbox.queue({ DelaySeconds: "900" });
      await queue.send("x", { DelaySeconds: 2 });
      assert.deepEqual(await queue.bodies({ WaitTimeSeconds: 0 }), []);
      await queue.receiveOne({ WaitTimeSeconds: 5 });
      await refused(queue.send("x", { DelaySeconds: 901 }), "InvalidParameterValue");
    },
  },
  {
    id: "delay-zero-of-fifo-message",
    title: "DelaySeconds 0 of a FIFO message is no delay of its own: the queue's applies",
    source: "LocalStack test_fifo_queue_send_message_with_zero_delay_defaults_to_queue_delay",
    check: async (sandbox) => {
      const queue = await sandbox.fifoQueue({ DelaySeconds: "2" });
      await queue.send("x", { MessageGroupId: "g", MessageDeduplicationId: "x", DelaySeconds: 0 });
      assert.deepEqual(await queue.bodies({ WaitTimeSeconds: 0 }), []);
      await queue.receiveOne({ WaitTimeSeconds: 5 });
    },
  },
  {
    id: "long-poll-wakes",
    title: "A waiting receive answers as soon as a message comes",
    source: "SDG/sqs-short-and-long-polling",
    check: async (sandbox) => {
      const queue = await sandbox.fifoQueue();
      const startMs = performance.now();
      const waiting = queue.bodies({ WaitTimeSeconds: 20 });
      await sleep(500);
      await queue.sendTo("g", "0");
      assert.deepEqual(await waiting, ["0"]);
      const tookMs = performance.now() - startMs;
      assert(tookMs < 10_000, `answered after ${tookMs} ms`);
    },
  },
  {
    id: "long-poll-ends",
    title: "A waiting receive answers with nothing when its time is over",
    source: "SDG/sqs-short-and-long-polling",
    check: async (sandbox) => {
      const queue = await sandbox.queue();
      const startMs = performance.now();
      assert.deepEqual(await queue.bodies({ WaitTimeSeconds: 1 }), []);
      const tookMs = performance.now() - startMs;
      assert(tookMs >= 900 && tookMs < 10_000, `answered after ${tookMs} ms`);
    },
  },
  {
    id: "receive-ranges",
    title: "A receive asks for 1 to 10 messages and waits up to 20 s",
    source: "Q-SDK ReceiveMessage",
    check: async (sandbox) => {
      const queue = await sandbox.queue();
      for (const more of [
        { MaxNumberOfMessages: 0 },
        { MaxNumberOfMessages: 11 },
        { WaitTimeSeconds: 21 },
      ]) {
        await refused(queue.receive(more), "InvalidParameterValue");
      }
    },
  },
  {
    id: "counts",
    title: "A queue counts what is visible, in flight and delayed",
    source: "Q-SDK GetQueueAttributes",
    check: async (sandbox) => {
      const queue = await sandbox.queue();
      for (const body of ["0", "1", "2"]) await queue.send(body);
      await queue.send("later", { DelaySeconds: 60 });
      await queue.receiveOne();
      await eventually(async () => {
        const counts = await queue.attributes();
        const isRight =
          counts["ApproximateNumberOfMessages"] === "2" &&
          counts["ApproximateNumberOfMessagesNotVisible"] === "1" &&
          counts["ApproximateNumberOfMessagesDelayed"] === "1";
        return isRight ? true : undefined;
      }, "the counts are not 2, 1 and 1");
    },
  },
  {
    id: "every-message-delivered",
    title: "A standard queue delivers every message at least once",
    source: "SDG/standard-queues",
    check: async (sandbox) => {
      const queue = await sandbox.queue();
      const bodies = Array.from({ length: 20 }, (_, index) => String(index));
      for (const body of bodies) await queue.send(body);
      const received = [...(await queue.receiveAll(20)).values()].map(({ Body }) => Body);
      assert.deepEqual(new Set(received), new Set(bodies));
    },
  },
  {
    id: "retention-ends",
    title: "A message is gone after MessageRetentionPeriod",
    source: "Q-SDK CreateQueue",
    isLong: true,
    check: async (sandbox) => {
      const queue = await sandbox.fifoQueue({ MessageRetentionPeriod: "60" });
      await queue.sendTo("g", "0");
      await sleep(55_000);
      await queue.changeVisibility(await queue.receiveOne(), 0);
      await sleep(10_000);
      assert.deepEqual(await queue.bodies(), []);
    },
  },
]);
