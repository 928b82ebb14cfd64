import { DeleteMessageBatchCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { expect, test } from "vitest";

import { named, minuteMs, fifoQueue, bodyOf, send, receive, remove } from "./queue-calls.ts";
import { recorded } from "./recorded.ts";

test("a consumer that deletes in order: nothing is found, and what only the consumer knows is said", async () => {
  await using it = await recorded({ ...named, handledWhenDeleted: true });
  const sqs = it.sqs();
  const url = await fifoQueue(sqs);
  await send(sqs, url, "truck_1", [0, 1, 2]);
  await send(sqs, url, "truck_2", [0]);
  await remove(sqs, url, await receive(sqs, url));
  it.end();
  const { verdict, reasons, checked } = it.verdict("gps.fifo");
  expect(verdict).toBe("unknown");
  expect(reasons).toEqual([
    "no starts are recorded: not judged: overtake, key-overlap",
    "stale-effect not judged: work that no delete followed was not seen",
  ]);
  expect(checked).toMatchObject({ keys: 2, sends: 4, acks: 4, deliveries: 4, effects: 4 });
  expect(it.verdict("gps.fifo", "unordered")).toMatchObject({ verdict: "valid", reasons: [] });
  expect(it.of("gps.fifo", "end")).toMatchObject([{ drained: true, sent: 4 }]);
});

test("without the word of the user a delete is no effect", async () => {
  await using it = await recorded(named);
  const sqs = it.sqs();
  const url = await fifoQueue(sqs);
  await send(sqs, url, "truck_1", [0, 1, 2]);
  await remove(sqs, url, await receive(sqs, url));
  it.end();
  expect(it.of("gps.fifo", "effect")).toEqual([]);
  expect(it.of("gps.fifo", "commit")).toHaveLength(3);
  expect(it.verdict("gps.fifo").reasons).toEqual([
    "nothing was processed",
    "no starts are recorded: not judged: overtake, key-overlap",
    "3 events were delivered but never processed",
  ]);
});

test.each([
  [true, "invalid", /^nonmonotonic-effect: 1 found, none allowed/],
  [
    false,
    "unknown",
    /^nonmonotonic-effect not judged: 1 messages were deleted .* \(first: truck_1 #1 before #0\)/,
  ],
] as const)(
  "a consumer that is done with a later message first is found (deletes say so: %j)",
  async (handledWhenDeleted, word, reason) => {
    await using it = await recorded({ ...named, handledWhenDeleted });
    const sqs = it.sqs();
    const url = await fifoQueue(sqs);
    await send(sqs, url, "truck_1", [0, 1]);
    const [first, second] = await receive(sqs, url);
    await remove(sqs, url, [second, first]);
    it.end();
    const { verdict, reasons } = it.verdict("gps.fifo");
    expect(verdict).toBe(word);
    expect(reasons).toContainEqual(expect.stringMatching(reason));
  },
);

test("a batch of deletes says nothing about the order of the work, so none is wrong", async () => {
  await using it = await recorded({ ...named, handledWhenDeleted: true });
  const sqs = it.sqs();
  const url = await fifoQueue(sqs);
  await send(sqs, url, "truck_1", [0, 1, 2]);
  const Entries = (await receive(sqs, url))
    .map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }))
    .reverse();
  await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: url, Entries }));
  it.end();
  expect(it.of("gps.fifo", "effect").map(({ seq }) => seq)).toEqual([0, 1, 2]);
  expect(it.verdict("gps.fifo").counts["nonmonotonic-effect"]).toBe(0);
});

test("a message that is deleted while the one before it was not done is found also when that one comes again", async () => {
  await using it = await recorded({ ...named, handledWhenDeleted: true });
  const sqs = it.sqs();
  const url = await fifoQueue(sqs);
  await send(sqs, url, "truck_1", [0, 1]);
  const [, second] = await receive(sqs, url, { VisibilityTimeout: 30 });
  await remove(sqs, url, [second]);
  it.pass(minuteMs);
  await remove(sqs, url, await receive(sqs, url));
  it.end();
  expect(it.verdict("gps.fifo").counts).toMatchObject({ "nonmonotonic-effect": 1 });
});

test("a producer that sends out of order is found by the number in the body", async () => {
  await using it = await recorded(named);
  const sqs = it.sqs();
  const url = await fifoQueue(sqs);
  await send(sqs, url, "truck_1", [0, 2, 1]);
  await remove(sqs, url, await receive(sqs, url));
  it.end();
  expect(it.verdict("gps.fifo")).toMatchObject({
    verdict: "invalid",
    counts: { "nonmonotonic-send": 1 },
  });
});

test("without --seq events count as they were stored, and the order that was meant is not judged", async () => {
  await using it = await recorded();
  const sqs = it.sqs();
  const url = await fifoQueue(sqs);
  await send(sqs, url, "truck_1", [0, 2, 1]);
  await remove(sqs, url, await receive(sqs, url));
  it.end();
  expect(it.of("gps.fifo", "send").map(({ key, seq }) => [key, seq])).toEqual([
    ["truck_1", 0],
    ["truck_1", 1],
    ["truck_1", 2],
  ]);
  const { verdict, counts, reasons } = it.verdict("gps.fifo");
  expect([verdict, counts["nonmonotonic-send"]]).toEqual(["unknown", 0]);
  expect(reasons).toContainEqual(
    expect.stringMatching(/^nonmonotonic-send not judged: without --seq/),
  );
});

test("a new event that is swallowed as the copy of an earlier one is lost", async () => {
  await using it = await recorded(named);
  const sqs = it.sqs();
  const url = await fifoQueue(sqs);
  for (const seq of [0, 1, 2]) {
    const MessageBody = bodyOf("truck_1", seq);
    const more = { MessageGroupId: "truck_1", MessageDeduplicationId: seq < 2 ? "same" : "other" };
    await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody, ...more }));
  }
  await remove(sqs, url, await receive(sqs, url));
  it.end();
  expect(it.verdict("gps.fifo")).toMatchObject({ verdict: "invalid", counts: { lost: 1 } });
});
