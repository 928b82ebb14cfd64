import assert from "node:assert/strict";

import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  ListQueueTagsCommand,
  PurgeQueueCommand,
  TagQueueCommand,
  UntagQueueCommand,
} from "@aws-sdk/client-sqs";

import { eventually, refused } from "../expect.ts";
import { rulesOf } from "../rule.ts";

/** The life of a queue, and its settings. */
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
]);
