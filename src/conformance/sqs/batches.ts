import assert from "node:assert/strict";

import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  type SendMessageBatchRequestEntry,
} from "@aws-sdk/client-sqs";

import { present, refused } from "../expect.ts";
import { rulesOf } from "../rule.ts";

/** Batches: each entry by itself, limits on the whole. */
export const batchRules = rulesOf("sqs", [
  {
    id: "batch-answers",
    title: "A batch answers for each entry by its Id",
    source: "Q-SDK SendMessageBatch",
    check: async (sandbox) => {
      const queue = await sandbox.queue();
      const { Successful = [], Failed = [] } = await queue.sendBatch(entries(10));
      assert.deepEqual(Failed, []);
      assert.deepEqual(
        new Set(Successful.map(({ Id }) => Id)),
        new Set(entries(10).map(({ Id }) => Id)),
      );
      assert.equal((await queue.receiveAll(10)).size, 10);
    },
  },
  {
    id: "batch-delete-partial",
    title: "A bad receipt handle fails its own entry of a batch, not the others",
    source: "Q-SDK DeleteMessageBatch",
    check: async (sandbox) => {
      const queue = await sandbox.queue();
      await queue.send("x");
      const { ReceiptHandle } = await queue.receiveOne();
      const { Successful = [], Failed = [] } = await sandbox.clients.sqs.send(
        new DeleteMessageBatchCommand({
          QueueUrl: queue.url,
          Entries: [
            { Id: "good", ReceiptHandle },
            { Id: "bad", ReceiptHandle: "not a handle" },
          ],
        }),
      );
      assert.deepEqual(
        Successful.map(({ Id }) => Id),
        ["good"],
      );
      assert.deepEqual(
        Failed.map(({ Id, Code, SenderFault }) => ({ Id, Code, SenderFault })),
        [{ Id: "bad", Code: "ReceiptHandleIsInvalid", SenderFault: true }],
      );
    },
  },
  {
    id: "batch-visibility",
    title: "ChangeMessageVisibilityBatch shows several messages at once",
    source: "Q-SDK ChangeMessageVisibilityBatch",
    check: async (sandbox) => {
      const queue = await sandbox.fifoQueue();
      await queue.sendTo("a", "0");
      await queue.sendTo("b", "1");
      const messages = [await queue.receiveOne(), await queue.receiveOne()];
      const { Successful = [] } = await sandbox.clients.sqs.send(
        new ChangeMessageVisibilityBatchCommand({
          QueueUrl: queue.url,
          Entries: messages.map(({ ReceiptHandle }, index) => ({
            Id: String(index),
            ReceiptHandle: present(ReceiptHandle, "ReceiptHandle"),
            VisibilityTimeout: 0,
          })),
        }),
      );
      assert.equal(Successful.length, 2);
      assert.deepEqual(new Set(await queue.drain()), new Set(["0", "1"]));
    },
  },
  {
    id: "batch-empty",
    title: "An empty batch is refused: EmptyBatchRequest",
    source: "Q-SDK SendMessageBatch",
    check: async (sandbox) => {
      const queue = await sandbox.queue();
      await refused(queue.sendBatch([]), "EmptyBatchRequest");
    },
  },
  {
    id: "batch-of-eleven",
    title: "A batch of eleven is refused: TooManyEntriesInBatchRequest",
    source: "Q-SDK SendMessageBatch",
    check: async (sandbox) => {
      const queue = await sandbox.queue();
      await refused(queue.sendBatch(entries(11)), "TooManyEntriesInBatchRequest");
    },
  },
  {
    id: "batch-ids-distinct",
    title: "Two entries of one Id are refused: BatchEntryIdsNotDistinct",
    source: "Q-SDK SendMessageBatch",
    check: async (sandbox) => {
      const queue = await sandbox.queue();
      const entry = { Id: "same", MessageBody: "x" };
      await refused(queue.sendBatch([entry, entry]), "BatchEntryIdsNotDistinct");
    },
  },
  {
    id: "batch-id-form",
    title: "An entry's Id has up to 80 letters, digits, hyphens and underscores",
    source: "Q-SDK SendMessageBatch",
    check: async (sandbox) => {
      const queue = await sandbox.queue();
      for (const Id of ["i".repeat(81), "a b"]) {
        await refused(queue.sendBatch([{ Id, MessageBody: "x" }]), "InvalidBatchEntryId");
      }
    },
  },
  {
    id: "batch-too-long",
    title: "Messages of a batch have 1 MiB together: more is BatchRequestTooLong",
    source: "Q-SDK SendMessageBatch",
    check: async (sandbox) => {
      const queue = await sandbox.queue();
      const half = { MessageBody: "x".repeat(2 ** 19) };
      await queue.sendBatch([
        { Id: "a", ...half },
        { Id: "b", ...half },
      ]);
      await refused(
        queue.sendBatch([
          { Id: "a", ...half },
          { Id: "b", MessageBody: `${half.MessageBody}x` },
        ]),
        "BatchRequestTooLong",
      );
    },
  },
]);

function entries(count: number): readonly SendMessageBatchRequestEntry[] {
  return Array.from({ length: count }, (_, index) => ({
    Id: `entry-${String(index).padStart(2, "0")}`,
    MessageBody: String(index),
  }));
}
