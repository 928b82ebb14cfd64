import assert from "node:assert/strict";

import { SendMessageCommand } from "@aws-sdk/client-sqs";

import { exceedQuota } from "../exceed-quota.ts";
import { refused, sleep } from "../expect.ts";
import { rulesOf } from "../rule.ts";

/** Deduplication, retried receives and what a FIFO queue asks of a message. */
export const fifoSendRules = rulesOf("sqs", [
  {
    id: "fifo-deduplicates",
    title: "A second send with the same deduplication id succeeds and is not delivered",
    source: "SDG/FIFO-queues-exactly-once-processing",
    check: async (sandbox) => {
      const queue = await sandbox.fifoQueue();
      const first = await queue.sendTo("g", "0");
      const second = await queue.sendTo("g", "0");
      assert.equal(second.MessageId, first.MessageId);
      await queue.sendTo("g", "1");
      assert.deepEqual(await queue.drain(), ["0", "1"]);
    },
  },
  {
    id: "fifo-deduplicates-after-delete",
    title: "A duplicate is recognized even after the first was received and deleted",
    source: "SDG/FIFO-queues-exactly-once-processing",
    check: async (sandbox) => {
      const queue = await sandbox.fifoQueue();
      await queue.sendTo("g", "0");
      await queue.delete(await queue.receiveOne());
      await queue.sendTo("g", "0");
      assert.deepEqual(await queue.bodies(), []);
    },
  },
  {
    id: "fifo-deduplication-ends",
    title: "Five minutes after the first send the same deduplication id is a new message",
    source: "SDG/FIFO-queues-exactly-once-processing",
    isLong: true,
    check: async (sandbox) => {
      const queue = await sandbox.fifoQueue();
      await queue.sendTo("g", "0");
      await queue.delete(await queue.receiveOne());
      await sleep(290_000);
      await queue.sendTo("g", "0");
      assert.deepEqual(await queue.bodies(), []);
      await sleep(11_000);
      await queue.sendTo("g", "0");
      assert.deepEqual(await queue.bodies(), ["0"]);
    },
  },
  {
    id: "fifo-deduplication-by-id",
    title: "The same body with another deduplication id is another message",
    source: "Q-SDK SendMessage",
    check: async (sandbox) => {
      const queue = await sandbox.fifoQueue({ ContentBasedDeduplication: "true" });
      for (const id of ["x", "y"]) {
        await queue.send("same", { MessageGroupId: "g", MessageDeduplicationId: id });
      }
      assert.deepEqual(await queue.drain(), ["same", "same"]);
    },
  },
  {
    id: "fifo-content-deduplication",
    title: "Content-based deduplication looks at the body only, not at attributes",
    source: "Q-SDK SendMessage",
    check: async (sandbox) => {
      const queue = await sandbox.fifoQueue({ ContentBasedDeduplication: "true" });
      for (const value of ["1", "2"]) {
        await queue.send("same", {
          MessageGroupId: "g",
          MessageAttributes: { a: { DataType: "Number", StringValue: value } },
        });
      }
      await queue.send("other", { MessageGroupId: "g" });
      assert.deepEqual(await queue.drain(), ["same", "other"]);
    },
  },
  {
    id: "fifo-deduplication-scope-queue",
    title: "By default a deduplication id counts in the whole queue",
    source: "Q-SDK CreateQueue DeduplicationScope",
    check: async (sandbox) => {
      const queue = await sandbox.fifoQueue();
      await queue.send("first", { MessageGroupId: "a", MessageDeduplicationId: "id" });
      await queue.send("second", { MessageGroupId: "b", MessageDeduplicationId: "id" });
      assert.deepEqual(await queue.drain(), ["first"]);
    },
  },
  {
    id: "fifo-deduplication-scope-group",
    title: "With DeduplicationScope messageGroup it counts in its group",
    source: "Q-SDK CreateQueue DeduplicationScope",
    check: async (sandbox) => {
      const queue = await sandbox.fifoQueue({
        DeduplicationScope: "messageGroup",
        FifoThroughputLimit: "perMessageGroupId",
      });
      await queue.send("first", { MessageGroupId: "a", MessageDeduplicationId: "id" });
      await queue.send("second", { MessageGroupId: "b", MessageDeduplicationId: "id" });
      await queue.send("third", { MessageGroupId: "b", MessageDeduplicationId: "id" });
      assert.deepEqual(new Set(await queue.drain()), new Set(["first", "second"]));
    },
  },
  {
    id: "fifo-needs-group",
    title: "A message without a group is refused: MissingParameter",
    source: "Q-SDK SendMessage",
    check: async (sandbox) => {
      const queue = await sandbox.fifoQueue();
      await refused(queue.send("x", { MessageDeduplicationId: "x" }), "MissingParameter");
    },
  },
  {
    id: "fifo-needs-deduplication-id",
    title: "A message without deduplication id is refused, unless deduplication is by content",
    source: "Q-SDK SendMessage",
    check: async (sandbox) => {
      const queue = await sandbox.fifoQueue();
      await refused(queue.send("x", { MessageGroupId: "g" }), "InvalidParameterValue");
    },
  },
  {
    id: "fifo-no-message-delay",
    title: "A delay per message is refused on a FIFO queue",
    source: "Q-SDK SendMessage",
    check: async (sandbox) => {
      const queue = await sandbox.fifoQueue();
      await refused(
        queue.send("x", { MessageGroupId: "g", MessageDeduplicationId: "x", DelaySeconds: 1 }),
        "InvalidParameterValue",
      );
    },
  },
  {
    id: "fifo-group-id-length",
    title: "Group and deduplication ids have up to 128 characters",
    source: "Q-SDK SendMessage",
    check: async (sandbox) => {
      const queue = await sandbox.fifoQueue();
      await queue.sendTo("g".repeat(128), "d".repeat(128));
      await refused(queue.sendTo("g".repeat(129), "x"), "InvalidParameterValue");
      await refused(queue.sendTo("g", "d".repeat(129)), "InvalidParameterValue");
    },
  },
  {
    id: "fifo-receive-attempt",
    title: "A receive repeated with the same attempt id gets the same messages again",
    source: "Q-SDK ReceiveMessage ReceiveRequestAttemptId",
    check: async (sandbox) => {
      const queue = await sandbox.fifoQueue();
      await queue.sendAllTo("g", ["0", "1"]);
      const attempt = { ReceiveRequestAttemptId: "attempt-1" };
      const first = await queue.bodies(attempt);
      assert.equal(first[0], "0");
      assert.deepEqual(await queue.bodies(attempt), first);
    },
  },
  {
    id: "fifo-receive-attempt-spent",
    title:
      "An attempt id whose message was deleted, or had its visibility changed, is refused: InvalidParameterValue",
    source:
      "Q-SDK ReceiveMessage ReceiveRequestAttemptId; the error: amazon-sqs-java-messaging-lib #213, aws-sdk-java #2613",
    check: async (sandbox) => {
      const queue = await sandbox.fifoQueue();
      await queue.sendAllTo("g", ["0", "1"]);
      const deleted = { ReceiveRequestAttemptId: "attempt-1" };
      await queue.delete(await queue.receiveOne(deleted));
      await refused(queue.receive(deleted), "InvalidParameterValue");
      const changed = { ReceiveRequestAttemptId: "attempt-2" };
      await queue.changeVisibility(await queue.receiveOne(changed), 60);
      await refused(queue.receive(changed), "InvalidParameterValue");
    },
  },
  {
    id: "fifo-delete-expired",
    title: "A delete after the visibility timeout fails on a FIFO queue",
    source: "Q-SDK DeleteMessage; error name unverified",
    check: async (sandbox) => {
      const queue = await sandbox.fifoQueue({ VisibilityTimeout: "1" });
      await queue.sendTo("g", "0");
      const message = await queue.receiveOne();
      await sleep(1300);
      await refused(queue.delete(message));
    },
  },
  {
    id: "fifo-name",
    title: "The name of a FIFO queue ends in .fifo",
    source: "Q-SDK CreateQueue",
    check: async (sandbox) => {
      await refused(sandbox.queue({ FifoQueue: "true" }), "InvalidParameterValue");
    },
  },
  {
    id: "fifo-300-per-second",
    title: "A FIFO queue takes 300 SendMessage calls per second: more are throttled",
    source:
      "SDG/quotas-messages; the error: RequestThrottled on live SQS in erlcloud pull request 686, async-aws #1227",
    isDemanding: true,
    check: async (sandbox) => {
      const { url } = await sandbox.fifoQueue();
      let sent = 0;
      await exceedQuota({
        perSecond: 300,
        atOnce: 100,
        throttled: ["ThrottlingException", "RequestThrottled", "Throttling"],
        call: async () => {
          sent += 1;
          await sandbox.clients.sqsOnce.send(
            new SendMessageCommand({
              QueueUrl: url,
              MessageBody: "x",
              MessageGroupId: `g${sent % 100}`,
              MessageDeduplicationId: String(sent),
            }),
          );
          return 1;
        },
      });
    },
  },
]);
