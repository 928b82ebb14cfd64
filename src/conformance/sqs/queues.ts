import assert from "node:assert/strict";

import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueUrlCommand,
  ListDeadLetterSourceQueuesCommand,
  ListMessageMoveTasksCommand,
  ListQueuesCommand,
  ListQueueTagsCommand,
  PurgeQueueCommand,
  StartMessageMoveTaskCommand,
  TagQueueCommand,
  UntagQueueCommand,
} from "@aws-sdk/client-sqs";

import { present, eventually, refused } from "../expect.ts";
import { rulesOf } from "../rule.ts";
import type { Sandbox } from "../sandbox.ts";
import type { TestQueue } from "./test-queue.ts";

/** The life of a queue, its settings, and its dead-letter queue. */
export const queueRules = rulesOf("sqs", [
  {
    id: "create-same",
    title: "Creating a queue that exists with the same attributes gives its URL",
    source: "Q-SDK CreateQueue",
    check: async (sandbox) => {
      const Attributes = { VisibilityTimeout: "7" };
      const { name, url } = await sandbox.queue(Attributes);
      const command = new CreateQueueCommand({ QueueName: name, Attributes });
      assert.equal((await sandbox.clients.sqs.send(command)).QueueUrl, url);
    },
  },
  {
    id: "create-different",
    title: "Creating a queue that exists with other attributes is refused: QueueNameExists",
    source: "Q-SDK CreateQueue",
    check: async (sandbox) => {
      const { name } = await sandbox.queue({ VisibilityTimeout: "7" });
      const Attributes = { VisibilityTimeout: "8" };
      await refused(
        sandbox.clients.sqs.send(new CreateQueueCommand({ QueueName: name, Attributes })),
        "QueueNameExists",
      );
    },
  },
  {
    id: "unknown-queue",
    title: "A queue that does not exist is QueueDoesNotExist, by its older code NonExistentQueue",
    source: "Q-SDK GetQueueUrl; facts 6.2",
    check: async (sandbox) => {
      const command = new GetQueueUrlCommand({ QueueName: sandbox.name() });
      const error = await refused(sandbox.clients.sqs.send(command), "QueueDoesNotExist");
      assert.equal(error.Code, "AWS.SimpleQueueService.NonExistentQueue");
    },
  },
  {
    id: "delete-queue",
    title: "A deleted queue is gone",
    source: "Q-SDK DeleteQueue",
    check: async (sandbox) => {
      const { name, url } = await sandbox.queue();
      await sandbox.clients.sqs.send(new DeleteQueueCommand({ QueueUrl: url }));
      await eventually(async () => {
        try {
          await sandbox.clients.sqs.send(new GetQueueUrlCommand({ QueueName: name }));
          return undefined;
        } catch (error) {
          if (error instanceof Error && error.name === "QueueDoesNotExist") return true;
          throw error;
        }
      }, "the queue is not gone");
    },
  },
  {
    id: "queue-name",
    title: "A queue's name has up to 80 letters, digits, hyphens and underscores",
    source: "Q-SDK CreateQueue",
    check: async ({ clients }) => {
      for (const QueueName of ["q".repeat(81), "a b"]) {
        await refused(
          clients.sqs.send(new CreateQueueCommand({ QueueName })),
          "InvalidParameterValue",
        );
      }
    },
  },
  {
    id: "list-queues",
    title: "ListQueues finds a queue by the beginning of its name; GetQueueUrl by its name",
    source: "Q-SDK ListQueues",
    check: async (sandbox) => {
      const { name, url } = await sandbox.queue();
      const { sqs } = sandbox.clients;
      const { QueueUrls } = await sqs.send(new ListQueuesCommand({ QueueNamePrefix: name }));
      assert.deepEqual(QueueUrls, [url]);
      const found = await sqs.send(new GetQueueUrlCommand({ QueueName: name }));
      assert.equal(found.QueueUrl, url);
    },
  },
  {
    id: "default-attributes",
    title: "A queue has the documented settings if none are given",
    source: "Q-SDK CreateQueue; SDG/quotas-messages",
    check: async (sandbox) => {
      const attributes = await (await sandbox.queue()).attributes();
      assert.deepEqual(
        {
          delay: attributes["DelaySeconds"],
          retention: attributes["MessageRetentionPeriod"],
          size: attributes["MaximumMessageSize"],
          visibility: attributes["VisibilityTimeout"],
          wait: attributes["ReceiveMessageWaitTimeSeconds"],
        },
        { delay: "0", retention: "345600", size: "1048576", visibility: "30", wait: "0" },
      );
    },
  },
  {
    id: "set-attributes",
    title: "SetQueueAttributes changes a setting",
    source: "Q-SDK SetQueueAttributes",
    check: async (sandbox) => {
      const queue = await sandbox.queue();
      await queue.setAttributes({ VisibilityTimeout: "77" });
      assert.equal((await queue.attributes("VisibilityTimeout"))["VisibilityTimeout"], "77");
    },
  },
  {
    id: "bad-attributes",
    title: "Unknown attributes and values out of range are refused by name",
    source: "Q-SDK CreateQueue",
    check: async (sandbox) => {
      await refused(sandbox.queue({ NoSuchAttribute: "1" }), "InvalidAttributeName");
      await refused(sandbox.queue({ VisibilityTimeout: "43201" }), "InvalidAttributeValue");
      await refused(sandbox.queue({ MessageRetentionPeriod: "59" }), "InvalidAttributeValue");
    },
  },
  {
    id: "queue-tags",
    title: "Tags of a queue are added, listed and removed",
    source: "Q-SDK TagQueue",
    check: async (sandbox) => {
      const { sqs } = sandbox.clients;
      const { url: QueueUrl } = await sandbox.queue();
      await sqs.send(new TagQueueCommand({ QueueUrl, Tags: { a: "1", b: "2" } }));
      await sqs.send(new UntagQueueCommand({ QueueUrl, TagKeys: ["a"] }));
      assert.deepEqual((await sqs.send(new ListQueueTagsCommand({ QueueUrl }))).Tags, { b: "2" });
    },
  },
  {
    id: "purge",
    title: "A purge empties a queue; another within 60 s is refused: PurgeQueueInProgress",
    source: "Q-SDK PurgeQueue",
    check: async (sandbox) => {
      const queue = await sandbox.fifoQueue();
      await queue.sendAllTo("g", ["0", "1"]);
      const purge = () => sandbox.clients.sqs.send(new PurgeQueueCommand({ QueueUrl: queue.url }));
      await purge();
      assert.deepEqual(await queue.bodies(), []);
      await refused(purge(), "PurgeQueueInProgress");
    },
  },
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
