import {
  CreateQueueCommand,
  DeleteQueueCommand,
  PurgeQueueCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
} from "@aws-sdk/client-sqs";
import { expect, test } from "vitest";

import { named, minuteMs, fifoQueue, bodyOf, send, receive, remove } from "./queue-calls.ts";
import { recorded } from "./recorded.ts";

test("a send whose answer is lost and that is made again is one event, in one place", async () => {
  const faults = [{ kind: "lost-response", actions: ["SendMessage"], nth: 1 }] as const;
  await using it = await recorded({ ...named, emulator: { faults } });
  const sqs = it.sqs();
  const url = await fifoQueue(sqs);
  await send(sqs, url, "truck_1", [0, 1]);
  await remove(sqs, url, await receive(sqs, url));
  it.end();
  expect(it.of("gps.fifo", "send")).toHaveLength(3);
  const [first, again] = it.of("gps.fifo", "ack");
  expect(again?.position).toBe(first?.position);
  expect(it.verdict("gps.fifo").counts).toMatchObject({ lost: 0, "duplicate-log": 0, phantom: 0 });
});

test.each([{}, named])(
  "a copy that comes after the message was deleted is no new event (%j)",
  async (naming) => {
    await using it = await recorded({ ...naming, handledWhenDeleted: true });
    const sqs = it.sqs();
    const url = await fifoQueue(sqs);
    await send(sqs, url, "truck_1", [0, 1]);
    await remove(sqs, url, await receive(sqs, url));
    await send(sqs, url, "truck_1", [0, 2]);
    await remove(sqs, url, await receive(sqs, url));
    it.end();
    expect(it.of("gps.fifo", "send").map(({ seq }) => seq)).toEqual([0, 1, 0, 2]);
    expect(it.of("gps.fifo", "end")).toMatchObject([{ drained: true }]);
    expect(it.verdict("gps.fifo", "unordered")).toMatchObject({ verdict: "valid", reasons: [] });
  },
);

test("what is refused is refused, also of a batch, and what comes again is the same event", async () => {
  const faults = [
    { kind: "throttle", actions: ["SendMessage"], nth: 1 },
    { kind: "record-failure", actions: ["SendMessageBatch"], nth: 1 },
  ] as const;
  await using it = await recorded({ ...named, emulator: { faults } });
  const sqs = it.sqs();
  const url = await fifoQueue(sqs);
  await send(sqs, url, "truck_1", [0]);
  const Entries = [1, 2].map((seq) => ({
    Id: String(seq),
    MessageBody: bodyOf("truck_1", seq),
    MessageGroupId: "truck_1",
    MessageDeduplicationId: String(seq),
  }));
  await sqs.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }));
  it.end();
  expect(it.of("gps.fifo", "refused").map(({ seq, reason }) => [seq, reason])).toEqual([
    [0, "RequestThrottled"],
    [1, "InternalFailure"],
  ]);
  expect(it.of("gps.fifo", "ack").map(({ seq }) => seq)).toEqual([0, 2]);
});

test("an answer that is lost on its way delivers nothing", async () => {
  const faults = [{ kind: "lost-response", actions: ["ReceiveMessage"], nth: 1 }] as const;
  await using it = await recorded({ ...named, emulator: { faults } });
  const sqs = it.sqs();
  const url = await fifoQueue(sqs);
  await send(sqs, url, "truck_1", [0]);
  expect(await receive(sqs, url)).toEqual([]);
  expect(it.of("gps.fifo", "delivery")).toEqual([]);
  it.pass(minuteMs);
  await remove(sqs, url, await receive(sqs, url));
  expect(it.of("gps.fifo", "delivery")).toHaveLength(1);
});

test("a long poll that waited is a delivery, to whom it signs as", async () => {
  await using it = await recorded(named);
  const [sqs, other] = [it.sqs(), it.sqs("worker-2")];
  const url = await fifoQueue(sqs);
  const waiting = receive(other, url, { WaitTimeSeconds: 20 });
  await send(sqs, url, "truck_1", [0]);
  expect(await waiting).toHaveLength(1);
  expect(it.of("gps.fifo", "delivery")).toMatchObject([
    { app: "gps.fifo", consumer: "worker-2", key: "truck_1", seq: 0, lane: "gps.fifo" },
  ]);
});

test("a message that is too old to be received is lost for those who read on", async () => {
  await using it = await recorded(named);
  const sqs = it.sqs();
  const url = await fifoQueue(sqs, "gps.fifo", { MessageRetentionPeriod: "60" });
  await send(sqs, url, "truck_1", [0]);
  it.pass(2 * minuteMs);
  await send(sqs, url, "truck_1", [1]);
  await remove(sqs, url, await receive(sqs, url));
  it.end();
  expect(it.verdict("gps.fifo")).toMatchObject({ verdict: "invalid", counts: { lost: 1 } });
});

test("messages that are left in the queue are not lost, only unseen", async () => {
  await using it = await recorded(named);
  const sqs = it.sqs();
  const url = await fifoQueue(sqs);
  await send(sqs, url, "truck_1", [0, 1]);
  await remove(sqs, url, await receive(sqs, url, { MaxNumberOfMessages: 1 }));
  it.end();
  expect(it.of("gps.fifo", "end")).toMatchObject([{ drained: false }]);
  expect(it.verdict("gps.fifo")).toMatchObject({
    verdict: "unknown",
    counts: { lost: 0, unseen: 1 },
  });
});

test("a dead letter is one, and its way through the dead-letter queue is nobody's loss or phantom", async () => {
  await using it = await recorded(named);
  const sqs = it.sqs();
  const dead = await fifoQueue(sqs, "dead.fifo");
  const deadLetterTargetArn = "arn:aws:sqs:us-east-1:000000000000:dead.fifo";
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 1 });
  const url = await fifoQueue(sqs, "gps.fifo", { RedrivePolicy, VisibilityTimeout: "10" });
  await send(sqs, url, "truck_1", [0, 1]);
  await receive(sqs, url, { MaxNumberOfMessages: 1 });
  it.pass(minuteMs);
  await remove(sqs, url, await receive(sqs, url));
  expect(await receive(sqs, dead)).toHaveLength(1);
  it.end();
  expect([...it.files.keys()]).toEqual(["gps.fifo"]);
  expect(it.of("gps.fifo", "dead-letter")).toMatchObject([{ key: "truck_1", seq: 0 }]);
  expect(it.verdict("gps.fifo").reasons[0]).toMatch(/^dead-letter: 1 event /);
});

test("a standard queue: messages are known by their ids, and order is that of the numbers", async () => {
  await using it = await recorded({ key: "id", seq: "n", handledWhenDeleted: true });
  const sqs = it.sqs();
  const { QueueUrl = "" } = await sqs.send(new CreateQueueCommand({ QueueName: "gps" }));
  for (const n of [0, 1]) {
    const MessageBody = JSON.stringify({ id: "truck_1", n: String(n) });
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
  }
  const both = [...(await receive(sqs, QueueUrl)), ...(await receive(sqs, QueueUrl))];
  both.sort((one, other) => ((one.Body ?? "") < (other.Body ?? "") ? 1 : -1));
  await remove(sqs, QueueUrl, both);
  it.end();
  const [lane] = it.of("gps", "header")[0]?.lanes ?? [];
  expect(lane).toEqual({ lane: "gps", hasLogOrder: false });
  expect(it.verdict("gps").counts["nonmonotonic-effect"]).toBe(1);
});

test("queues have histories of their own, which end when the queue is emptied or deleted", async () => {
  await using it = await recorded(named);
  const sqs = it.sqs();
  const [one, two] = [await fifoQueue(sqs), await fifoQueue(sqs, "other.fifo")];
  await send(sqs, one, "truck_1", [0]);
  await send(sqs, two, "truck_1", [0]);
  await sqs.send(new PurgeQueueCommand({ QueueUrl: one }));
  await send(sqs, one, "truck_1", [1]);
  await sqs.send(new DeleteQueueCommand({ QueueUrl: two }));
  it.end();
  expect([...it.files.keys()]).toEqual(["gps.fifo", "other.fifo", "gps.fifo.2"]);
  expect(it.of("gps.fifo.2", "send").map(({ seq }) => seq)).toEqual([1]);
  for (const file of it.files.keys()) {
    expect(it.of(file, "end")).toHaveLength(1);
    expect(it.verdict(file).counts).toMatchObject({ lost: 0, phantom: 0 });
  }
});

test("only the queue that is named is recorded", async () => {
  await using it = await recorded({ ...named, only: "other.fifo" });
  const sqs = it.sqs();
  const [one, two] = [await fifoQueue(sqs), await fifoQueue(sqs, "other.fifo")];
  await send(sqs, one, "truck_1", [0]);
  await send(sqs, two, "truck_1", [0]);
  expect([...it.files.keys()]).toEqual(["other.fifo"]);
});

test("a body that does not say which event it is, is told at once and makes the verdict unknown", async () => {
  await using it = await recorded({ seq: "n", handledWhenDeleted: true });
  const sqs = it.sqs();
  const url = await fifoQueue(sqs);
  for (const [MessageDeduplicationId, MessageBody] of [
    '{"n":0}',
    "no JSON",
    '{"n":1.5}',
  ].entries()) {
    const more = { MessageGroupId: "g", MessageDeduplicationId: String(MessageDeduplicationId) };
    await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody, ...more }));
  }
  await remove(sqs, url, await receive(sqs, url));
  it.end();
  expect(it.warnings).toEqual(["gps.fifo: a body does not say which event it is: it is not JSON"]);
  const { verdict, reasons } = it.verdict("gps.fifo", "unordered");
  expect(verdict).toBe("unknown");
  expect(reasons).toEqual([
    "4 sends and deliveries did not say which event they were, and are not in the history",
  ]);
});
