/** Nothing of a deleted message is kept: not its text, and not a place in some list for long. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

import { expect, test } from "vitest";

import type { Parked } from "../../../src/emulator/emulator.ts";
import { calmStandardQueue } from "../../../src/emulator/sqs/queue/standard-shelf.ts";
import { Rig, tameQueue } from "../rig.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;
const mib = 2 ** 20;

/** Bytes that are live on and off the heap now and were not before. */
function held(work: () => unknown): number {
  collect();
  const before = process.memoryUsage();
  const kept = work();
  collect();
  const after = process.memoryUsage();
  expect(kept).toBeDefined();
  return after.heapUsed + after.external - before.heapUsed - before.external;
}

const text = (index: number): string => `${index} ${"x".repeat(200_000)}`;

/** Receives and deletes what is there. */
function settle(rig: Rig, QueueUrl: string, more: object = {}): void {
  for (;;) {
    const asked = { QueueUrl, MaxNumberOfMessages: 10, ...more };
    const { Messages = [] } = rig.sqs("ReceiveMessage", asked);
    if (Messages.length === 0) return;
    for (const { ReceiptHandle } of Messages) rig.sqs("DeleteMessage", { QueueUrl, ReceiptHandle });
  }
}

test("FIFO receives with attempt ids keep nothing of what was deleted", () => {
  const rig = new Rig({ quotas: "off" });
  rig.sqs("CreateQueue", { QueueName: "q.fifo", Attributes: { FifoQueue: "true" } });
  const QueueUrl = "q.fifo";
  const bytes = held(() => {
    for (let index = 0; index < 300; index += 1) {
      const MessageDeduplicationId = `${index}`;
      const sent = {
        QueueUrl,
        MessageBody: text(index),
        MessageGroupId: "g",
        MessageDeduplicationId,
      };
      rig.sqs("SendMessage", sent);
      const ReceiveRequestAttemptId = `attempt-${index}`;
      const { Messages } = rig.sqs("ReceiveMessage", { QueueUrl, ReceiveRequestAttemptId });
      const [{ ReceiptHandle }] = Messages;
      rig.sqs("DeleteMessage", { QueueUrl, ReceiptHandle });
    }
    return rig;
  });
  // 60 MB were sent.
  expect(bytes).toBeLessThan(3 * mib);
});

test("a message that is deleted while it can be received again leaves its text at once", () => {
  const rig = new Rig({ quotas: "off", standardQueue: tameQueue });
  rig.sqs("CreateQueue", { QueueName: "q" });
  const bytes = held(() => {
    for (let index = 0; index < 300; index += 1) {
      rig.sqs("SendMessage", { QueueUrl: "q", MessageBody: text(index) });
    }
    const handles: string[] = [];
    const asked = { QueueUrl: "q", MaxNumberOfMessages: 10, VisibilityTimeout: 1 };
    for (let index = 0; index < 30; index += 1) {
      for (const { ReceiptHandle } of rig.sqs("ReceiveMessage", asked).Messages) {
        handles.push(ReceiptHandle);
      }
    }
    rig.pass(2000);
    rig.sqs("GetQueueAttributes", { QueueUrl: "q" });
    for (const ReceiptHandle of handles) rig.sqs("DeleteMessage", { QueueUrl: "q", ReceiptHandle });
    return rig;
  });
  expect(bytes).toBeLessThan(3 * mib);
});

test.each([
  ["a quiet standard queue", tameQueue],
  ["an unruly one", calmStandardQueue],
])("%s whose messages ran out of time keeps no list of them", (_, standardQueue) => {
  const rig = new Rig({ quotas: "off", standardQueue });
  rig.sqs("CreateQueue", { QueueName: "q", Attributes: { MessageRetentionPeriod: "60" } });
  const bytes = held(() => {
    for (let index = 0; index < 20_000; index += 1) {
      const MessageGroupId = index % 2 === 0 ? { MessageGroupId: `tenant-${index}` } : {};
      rig.sqs("SendMessage", { QueueUrl: "q", MessageBody: "x".repeat(50), ...MessageGroupId });
    }
    rig.pass(61_000);
    rig.sqs("GetQueueAttributes", { QueueUrl: "q" });
    return rig;
  });
  expect(bytes).toBeLessThan(2 * mib);
  rig.sqs("SendMessage", { QueueUrl: "q", MessageBody: "new" });
  let found: string[] = [];
  for (let count = 0; count < 40 && found.length === 0; count += 1) {
    rig.pass(100);
    found = (rig.sqs("ReceiveMessage", { QueueUrl: "q" }).Messages ?? []).map(
      ({ Body }: { Body: string }) => Body,
    );
  }
  expect(found).toEqual(["new"]);
});

test("a FIFO group whose head comes again and again does not remember all that followed it", () => {
  const rig = new Rig({ quotas: "off" });
  rig.sqs("CreateQueue", { QueueName: "q.fifo", Attributes: { FifoQueue: "true" } });
  const QueueUrl = "q.fifo";
  let seq = 0;
  const send = (MessageBody: string): void => {
    seq += 1;
    const MessageDeduplicationId = `${seq}`;
    rig.sqs("SendMessage", { QueueUrl, MessageBody, MessageGroupId: "g", MessageDeduplicationId });
  };
  send("head");
  const bytes = held(() => {
    for (let round = 0; round < 1000; round += 1) {
      for (let index = 0; index < 9; index += 1) send("x".repeat(1000));
      const asked = { QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 30 };
      const [head, ...others] = rig.sqs("ReceiveMessage", asked).Messages;
      expect([head.Body, others.length]).toEqual(["head", 9]);
      for (const { ReceiptHandle } of others) rig.sqs("DeleteMessage", { QueueUrl, ReceiptHandle });
      const { ReceiptHandle } = head;
      rig.sqs("ChangeMessageVisibility", { QueueUrl, ReceiptHandle, VisibilityTimeout: 0 });
      // Deduplication ids are kept for five minutes.
      rig.pass(40_000);
    }
    return rig;
  });
  expect(bytes).toBeLessThan(2 * mib);
});

test("polls that were given up do not stand in line behind one that waits", () => {
  const rig = new Rig({ quotas: "off", standardQueue: tameQueue });
  rig.sqs("CreateQueue", { QueueName: "q" });
  const poll = (): Parked => rig.sqs("ReceiveMessage", { QueueUrl: "q", WaitTimeSeconds: 20 });
  const first = poll();
  const answers: object[] = [];
  first.onReply = (output) => answers.push(output);
  const bytes = held(() => {
    for (let index = 0; index < 20_000; index += 1) poll().cancel();
    return rig;
  });
  expect(bytes).toBeLessThan(mib);
  const last = poll();
  last.onReply = (output) => answers.push(output);
  rig.sqs("SendMessage", { QueueUrl: "q", MessageBody: "a" });
  rig.sqs("SendMessage", { QueueUrl: "q", MessageBody: "b" });
  expect(answers).toMatchObject([{ Messages: [{ Body: "a" }] }, { Messages: [{ Body: "b" }] }]);
});

test("a queue that is deleted keeps nothing, though a task or a poll still names it", () => {
  const rig = new Rig({ quotas: "off", standardQueue: tameQueue });
  const bytes = held(() => {
    for (let index = 0; index < 20; index += 1) {
      const dead = `dead-${index}`;
      const arn = `arn:aws:sqs:us-east-1:000000000000:${dead}`;
      rig.sqs("CreateQueue", { QueueName: dead });
      const RedrivePolicy = JSON.stringify({ maxReceiveCount: 1, deadLetterTargetArn: arn });
      rig.sqs("CreateQueue", { QueueName: `q-${index}`, Attributes: { RedrivePolicy } });
      for (let count = 0; count < 10; count += 1) {
        rig.sqs("SendMessage", { QueueUrl: dead, MessageBody: text(count) });
      }
      rig.sqs("StartMessageMoveTask", { SourceArn: arn, MaxNumberOfMessagesPerSecond: 1 });
      rig.sqs("ReceiveMessage", { QueueUrl: `q-${index}`, WaitTimeSeconds: 20 });
      rig.sqs("DeleteQueue", { QueueUrl: dead });
      rig.sqs("DeleteQueue", { QueueUrl: `q-${index}` });
    }
    rig.pass(21_000);
    return rig;
  });
  expect(bytes).toBeLessThan(mib);
});

test("ten thousand dead letters of before go before what was sent after, one after the other", () => {
  const rig = new Rig({ quotas: "off", standardQueue: tameQueue });
  const arn = "arn:aws:sqs:us-east-1:000000000000:dead";
  rig.sqs("CreateQueue", { QueueName: "dead" });
  const RedrivePolicy = JSON.stringify({ maxReceiveCount: 1, deadLetterTargetArn: arn });
  rig.sqs("CreateQueue", { QueueName: "q", Attributes: { RedrivePolicy } });
  const count = 10_000;
  for (let index = 0; index < count; index += 1) {
    rig.sqs("SendMessage", { QueueUrl: "q", MessageBody: `${index}` });
    rig.pass(1);
  }
  for (let index = 0; index < count; index += 1) {
    rig.sqs("SendMessage", { QueueUrl: "dead", MessageBody: "later" });
  }
  const asked = { QueueUrl: "q", MaxNumberOfMessages: 10, VisibilityTimeout: 0 };
  const startMs = performance.now();
  while (rig.sqs("ReceiveMessage", asked).Messages !== undefined) rig.pass(1);
  expect(performance.now() - startMs).toBeLessThan(10_000);
  const AttributeNames = ["ApproximateNumberOfMessages"];
  expect(rig.sqs("GetQueueAttributes", { QueueUrl: "dead", AttributeNames }).Attributes).toEqual({
    ApproximateNumberOfMessages: `${2 * count}`,
  });
  settle(rig, "dead", { VisibilityTimeout: 600 });
  expect(rig.sqs("GetQueueAttributes", { QueueUrl: "dead", AttributeNames }).Attributes).toEqual({
    ApproximateNumberOfMessages: "0",
  });
});
