import assert from "node:assert/strict";

import { at, sleep } from "../expect.ts";
import { rulesOf } from "../rule.ts";

const digits = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

/** Message groups: what comes, in which order, and what waits. */
export const fifoOrderRules = rulesOf("sqs", [
  {
    id: "fifo-many-of-a-group",
    title: "One receive returns as many messages of a group as it can, up to ten, in order",
    source: "SDG/FIFO-queues-understanding-logic",
    check: async (sandbox) => {
      const queue = await sandbox.fifoQueue();
      await queue.sendAllTo("g", digits);
      await queue.sendTo("g", "10");
      assert.deepEqual(await queue.bodies(), digits);
    },
  },
  {
    id: "fifo-several-groups",
    title: "A receive may mix groups; each group's messages are in order",
    source: "SDG/FIFO-queues-understanding-logic",
    check: async (sandbox) => {
      const queue = await sandbox.fifoQueue();
      await queue.sendAllTo("a", ["a0", "a1", "a2"]);
      await queue.sendAllTo("b", ["b0", "b1", "b2"]);
      const bodies = await queue.drain();
      const of = (group: string) => bodies.filter((body) => body?.startsWith(group));
      assert.deepEqual(of("a"), ["a0", "a1", "a2"]);
      assert.deepEqual(of("b"), ["b0", "b1", "b2"]);
    },
  },
  {
    id: "fifo-group-locked",
    title: "While a message of a group is in flight, no more of that group is returned",
    source: "SDG/FIFO-queues-understanding-logic",
    check: async (sandbox) => {
      const queue = await sandbox.fifoQueue();
      await queue.sendAllTo("g", ["0", "1", "2"]);
      assert.deepEqual(await queue.bodies({ MaxNumberOfMessages: 1 }), ["0"]);
      assert.deepEqual(await queue.bodies(), []);
    },
  },
  {
    id: "fifo-other-groups-free",
    title: "A group in flight does not hold up another group",
    source: "SDG/FIFO-queues-understanding-logic",
    check: async (sandbox) => {
      const queue = await sandbox.fifoQueue();
      await queue.sendTo("a", "a0");
      await queue.sendTo("a", "a1");
      assert.deepEqual(await queue.bodies({ MaxNumberOfMessages: 1 }), ["a0"]);
      await queue.sendTo("b", "b0");
      assert.deepEqual(await queue.bodies(), ["b0"]);
    },
  },
  {
    id: "fifo-unlocked-by-delete",
    title: "When the messages in flight are deleted, the group goes on with the next",
    source: "SDG/FIFO-queues-understanding-logic",
    check: async (sandbox) => {
      const queue = await sandbox.fifoQueue();
      await queue.sendAllTo("g", ["0", "1", "2", "3"]);
      for (const message of await queue.receive({ MaxNumberOfMessages: 2 })) {
        await queue.delete(message);
      }
      const rest = await queue.bodies();
      assert.equal(rest[0], "2");
      assert(rest.length === 1 || rest[1] === "3");
    },
  },
  {
    id: "fifo-redelivery-in-order",
    title: "Messages whose visibility expires come again, before later ones of their group",
    source: "SDG/sqs-visibility-timeout",
    check: async (sandbox) => {
      const queue = await sandbox.fifoQueue({ VisibilityTimeout: "1" });
      await queue.sendAllTo("g", ["0", "1"]);
      assert.equal((await queue.bodies())[0], "0");
      await queue.sendTo("g", "2");
      await sleep(1300);
      assert.equal((await queue.bodies())[0], "0");
    },
  },
  {
    id: "fifo-partial-expiry",
    title: "If only the first of a received batch is visible again, it comes alone",
    source: "LocalStack PR #13386",
    unverified: true,
    check: async (sandbox) => {
      const queue = await sandbox.fifoQueue({ VisibilityTimeout: "30" });
      await queue.sendAllTo("g", ["0", "1", "2"]);
      const batch = await queue.receive({ MaxNumberOfMessages: 2 });
      assert.deepEqual(
        batch.map(({ Body }) => Body),
        ["0", "1"],
      );
      await queue.changeVisibility(at(batch, 0), 0);
      assert.deepEqual(await queue.bodies(), ["0"]);
    },
  },
  {
    id: "fifo-partial-expiry-behind",
    title: "A message that is visible again behind one in flight waits for it",
    source: "LocalStack PR #13386",
    unverified: true,
    check: async (sandbox) => {
      const queue = await sandbox.fifoQueue({ VisibilityTimeout: "30" });
      await queue.sendAllTo("g", ["0", "1", "2"]);
      const batch = await queue.receive({ MaxNumberOfMessages: 2 });
      await queue.changeVisibility(at(batch, 1), 0);
      assert.deepEqual(await queue.bodies(), []);
    },
  },
  {
    id: "fifo-sequence-numbers",
    title: "Sequence numbers of a group grow, and are received as they were answered",
    source: "Q-SDK SendMessage",
    check: async (sandbox) => {
      const queue = await sandbox.fifoQueue();
      const sent: string[] = [];
      for (const body of ["0", "1", "2"]) {
        sent.push((await queue.sendTo("g", body)).SequenceNumber ?? "");
      }
      const numbers = sent.map(BigInt);
      assert(numbers.every((number, index) => index === 0 || number > (numbers[index - 1] ?? 0n)));
      const received = await queue.receive({ MessageSystemAttributeNames: ["All"] });
      assert.deepEqual(
        received.map(({ Attributes }) => Attributes?.SequenceNumber),
        sent.slice(0, received.length),
      );
    },
  },
  {
    id: "fifo-batch-order",
    title: "Messages of a batch are enqueued in the order of its entries",
    source: "Q-SDK SendMessageBatch",
    check: async (sandbox) => {
      const queue = await sandbox.fifoQueue();
      await queue.sendAllTo("g", digits.toReversed());
      assert.deepEqual(await queue.drain(), digits.toReversed());
    },
  },
]);
