import assert from "node:assert/strict";

import {
  CancelMessageMoveTaskCommand,
  ListDeadLetterSourceQueuesCommand,
  ListMessageMoveTasksCommand,
  StartMessageMoveTaskCommand,
} from "@aws-sdk/client-sqs";

import { at, eventually, present, refused } from "../expect.ts";
import { rulesOf } from "../rule.ts";
import type { Sandbox } from "../sandbox.ts";
import type { TestQueue } from "./test-queue.ts";

/** Dead-letter queues, and the way back out of them. */
export const deadLetterRules = rulesOf("sqs", [
  {
    id: "redrive",
    title: "A message received more often than maxReceiveCount moves to the dead-letter queue",
    source: "SDG/sqs-dead-letter-queues",
    check: async (sandbox) => {
      const { queue, dead } = await withDeadLetterQueue(sandbox, "2");
      const { MessageId } = await queue.sendTo("g", "poison");
      for (const _ of [1, 2]) await queue.changeVisibility(await queue.receiveOne(), 0);
      assert.deepEqual(await queue.bodies(), []);
      const moved = await dead.receiveOne({ MessageSystemAttributeNames: ["All"] });
      assert.equal(moved.Body, "poison");
      assert.equal(moved.MessageId, MessageId);
      assert.equal(moved.Attributes?.DeadLetterQueueSourceArn, await queue.arn());
    },
  },
  {
    id: "redrive-frees-group",
    title: "When a message moves to the dead-letter queue, its group goes on with the next",
    source: "SDG/sqs-dead-letter-queues",
    check: async (sandbox) => {
      const { queue } = await withDeadLetterQueue(sandbox, "1");
      await queue.sendAllTo("g", ["poison", "next"]);
      await queue.changeVisibility(await queue.receiveOne(), 0);
      assert.deepEqual(await queue.bodies(), ["next"]);
    },
  },
  {
    id: "redrive-deduplication-id",
    title: "In a FIFO dead-letter queue the deduplication id is the original message id",
    source: "SDG/sqs-configure-dead-letter-queue-redrive, note",
    check: async (sandbox) => {
      const { queue, dead } = await withDeadLetterQueue(sandbox, "1");
      const { MessageId } = await queue.sendTo("g", "poison");
      await queue.changeVisibility(await queue.receiveOne(), 0);
      assert.deepEqual(await queue.bodies(), []);
      const moved = await dead.receiveOne({ MessageSystemAttributeNames: ["All"] });
      assert.equal(moved.Attributes?.MessageDeduplicationId, MessageId);
    },
  },
  {
    id: "dead-letter-sources",
    title: "ListDeadLetterSourceQueues names the queues that use a dead-letter queue",
    source: "Q-SDK ListDeadLetterSourceQueues",
    check: async (sandbox) => {
      const { queue, dead } = await withDeadLetterQueue(sandbox, "3");
      const { queueUrls } = await sandbox.clients.sqs.send(
        new ListDeadLetterSourceQueuesCommand({ QueueUrl: dead.url }),
      );
      assert.deepEqual(queueUrls, [queue.url]);
    },
  },
  {
    id: "dead-letter-same-kind",
    title: "The dead-letter queue of a FIFO queue must be a FIFO queue",
    source: "SDG/sqs-dead-letter-queues",
    check: async (sandbox) => {
      const dead = await sandbox.queue();
      await refused(
        sandbox.fifoQueue({ RedrivePolicy: await redrivePolicy(dead, "3") }),
        "InvalidParameterValue",
        "InvalidAttributeValue",
      );
    },
  },
  {
    id: "move-task-cancel",
    title:
      "A cancelled message move task is CANCELLING before it is CANCELLED, and moves on meanwhile",
    source: "LocalStack test_move_message_task_cancel, recorded against AWS",
    unverified: true,
    check: async (sandbox) => {
      const { sqs } = sandbox.clients;
      const { queue, dead } = await withDeadLetterQueue(sandbox, "1");
      const other = await sandbox.fifoQueue();
      const bodies = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
      for (const body of bodies) await queue.sendTo(`g${body}`, body);
      for (const message of (await queue.receiveAll(bodies.length)).values()) {
        await queue.changeVisibility(message, 0);
      }
      assert.deepEqual(await queue.bodies(), []);
      const SourceArn = await dead.arn();
      const { TaskHandle } = await sqs.send(
        new StartMessageMoveTaskCommand({
          SourceArn,
          DestinationArn: await other.arn(),
          MaxNumberOfMessagesPerSecond: 1,
        }),
      );
      const shown = async () => {
        const { Results } = await sqs.send(new ListMessageMoveTasksCommand({ SourceArn }));
        return at(Results, 0);
      };
      await sqs.send(new CancelMessageMoveTaskCommand({ TaskHandle }));
      assert.equal((await shown()).Status, "CANCELLING");
      const { ApproximateNumberOfMessagesMoved } = await eventually(
        async () => {
          const task = await shown();
          return task.Status === "CANCELLED" ? task : undefined;
        },
        "the task is not CANCELLED",
        20_000,
        500,
      );
      const moved = ApproximateNumberOfMessagesMoved ?? 0;
      assert(moved > 1 && moved < bodies.length, `${moved} messages were moved`);
    },
  },
  {
    id: "move-task",
    title: "A message move task takes messages of a dead-letter queue back to their source",
    source: "Q-SDK StartMessageMoveTask",
    check: async (sandbox) => {
      const { sqs } = sandbox.clients;
      const dead = await sandbox.queue();
      const queue = await sandbox.queue({ RedrivePolicy: await redrivePolicy(dead, "1") });
      await queue.send("poison");
      await queue.changeVisibility(await queue.receiveOne(), 0);
      const count = async () => (await dead.attributes())["ApproximateNumberOfMessages"];
      await eventually(async () => {
        await queue.receive({ WaitTimeSeconds: 0 });
        return (await count()) === "1" ? true : undefined;
      }, "nothing in the dead-letter queue");
      const SourceArn = await dead.arn();
      await sqs.send(new StartMessageMoveTaskCommand({ SourceArn }));
      assert.equal((await queue.receiveOne()).Body, "poison");
      await eventually(async () => {
        const { Results } = await sqs.send(new ListMessageMoveTasksCommand({ SourceArn }));
        return present(Results, "Results")[0]?.Status === "COMPLETED" ? true : undefined;
      }, "the task is not COMPLETED");
    },
  },
]);

/** Two FIFO queues, one the dead-letter queue of the other. */
async function withDeadLetterQueue(
  sandbox: Sandbox,
  maxReceiveCount: string,
): Promise<{ readonly queue: TestQueue; readonly dead: TestQueue }> {
  const dead = await sandbox.fifoQueue();
  const RedrivePolicy = await redrivePolicy(dead, maxReceiveCount);
  return { queue: await sandbox.fifoQueue({ RedrivePolicy }), dead };
}

async function redrivePolicy(dead: TestQueue, maxReceiveCount: string): Promise<string> {
  return JSON.stringify({ deadLetterTargetArn: await dead.arn(), maxReceiveCount });
}
