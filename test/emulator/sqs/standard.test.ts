import { describe, expect, test, vi } from "vitest";

import { Parked } from "../../../src/emulator/emulator.ts";
import { adverseStandardQueue } from "../../../src/emulator/sqs/queue/standard-shelf.ts";
import { Rig, tameQueue } from "../rig.ts";

// On a busy machine the large ones take their time.
vi.setConfig({ testTimeout: 60_000 });

/** 40 keys, two messages each, half a second apart, polled all the time: what was delivered, in order. */
function deliveries(seed: number, standardQueue = adverseStandardQueue): string[] {
  const rig = new Rig({ seed, standardQueue });
  const QueueUrl = rig.queue("q");
  const delivered: string[] = [];
  for (let stepMs = 0; stepMs < 20_000; stepMs += 25) {
    const round = Math.floor(stepMs / 500);
    const key = (stepMs % 500) / 25;
    if (round < 20) {
      rig.sqs("SendMessage", { QueueUrl, MessageBody: `${key}#${round}` });
    }
    for (const message of rig.receive(QueueUrl)) {
      delivered.push(message.Body);
      rig.delete(QueueUrl, message);
    }
    rig.pass(25);
  }
  return delivered;
}

function inversions(delivered: readonly string[]): number {
  const last = new Map<string, number>();
  let count = 0;
  for (const body of delivered) {
    const [key = "", seq] = body.split("#");
    if (Number(seq) < (last.get(key) ?? -1)) count += 1;
    last.set(key, Math.max(Number(seq), last.get(key) ?? -1));
  }
  return count;
}

describe("a standard queue", () => {
  test("delivers everything, out of order for a clear share and some of it twice, under a sparse load", () => {
    for (const seed of [1, 2, 3]) {
      const delivered = deliveries(seed);
      expect(new Set(delivered).size).toBe(400);
      expect(inversions(delivered)).toBeGreaterThanOrEqual(5);
      expect(delivered.length).toBeGreaterThan(400);
      expect(delivered.length).toBeLessThan(420);
    }
  });
  test("behaves the same with the same seed and differently with another", () => {
    expect(deliveries(5)).toEqual(deliveries(5));
    expect(deliveries(5)).not.toEqual(deliveries(6));
  });
  test("delivers in order and once when its profile is tame: the adversity is the profile's", () => {
    const delivered = deliveries(1, tameQueue);
    expect(delivered).toHaveLength(400);
    expect(inversions(delivered)).toBe(0);
  });
  test("delivers a copy of a message even after its delete", () => {
    const rig = new Rig({
      standardQueue: { ...tameQueue, duplicateProbability: 1, duplicateWithinMs: 1 },
    });
    const QueueUrl = rig.queue("q");
    rig.sqs("SendMessage", { QueueUrl, MessageBody: "x" });
    const [first] = rig.receive(QueueUrl);
    rig.delete(QueueUrl, first);
    rig.pass(1);
    const [second] = rig.receive(QueueUrl);
    expect(second).toMatchObject({ MessageId: first.MessageId, Body: "x" });
    rig.delete(QueueUrl, second);
    rig.pass(60_000);
    expect(rig.receive(QueueUrl)).toEqual([]);
  });
  test("asks only some servers on a short poll", () => {
    const rig = new Rig({ standardQueue: { ...tameQueue, servers: 8, shortPollShare: 0.3 } });
    const QueueUrl = rig.queue("q");
    let empty = 0;
    for (let count = 0; count < 50; count += 1) {
      rig.sqs("SendMessage", { QueueUrl, MessageBody: `${count}` });
      if (rig.receive(QueueUrl, { MaxNumberOfMessages: 1 }).length === 0) empty += 1;
    }
    expect(empty).toBeGreaterThan(3);
    const long = rig.receive(QueueUrl, { WaitTimeSeconds: 1, VisibilityTimeout: 60 });
    expect(long.length).toBe(Math.min(10, empty));
  });
  test("takes a group id as a label, without locking", () => {
    const rig = new Rig({ standardQueue: tameQueue });
    const QueueUrl = rig.queue("q");
    for (const MessageBody of ["x", "y"]) {
      const sent = rig.sqs("SendMessage", { QueueUrl, MessageBody, MessageGroupId: "tenant" });
      expect(sent.SequenceNumber).toBeUndefined();
    }
    expect(rig.bodies(QueueUrl, { MaxNumberOfMessages: 1 })).toEqual(["x"]);
    expect(rig.bodies(QueueUrl, { MaxNumberOfMessages: 1 })).toEqual(["y"]);
  });
  test("deletes with the latest handle even after the timeout, not with an older one", () => {
    const rig = new Rig({ standardQueue: tameQueue });
    const QueueUrl = rig.queue("q");
    rig.sqs("SendMessage", { QueueUrl, MessageBody: "x" });
    const [first] = rig.receive(QueueUrl, { VisibilityTimeout: 1 });
    rig.pass(1000);
    const [second] = rig.receive(QueueUrl, { VisibilityTimeout: 1 });
    rig.delete(QueueUrl, first);
    rig.pass(1000);
    const count = () =>
      rig.sqs("GetQueueAttributes", { QueueUrl, AttributeNames: ["ApproximateNumberOfMessages"] })
        .Attributes.ApproximateNumberOfMessages;
    expect(count()).toBe("1");
    rig.delete(QueueUrl, second);
    expect(count()).toBe("0");
    expect(rig.receive(QueueUrl)).toEqual([]);
  });
  test("says OverLimit at 120,000 in flight on a short poll, and lets a long poll wait", () => {
    const rig = new Rig({ standardQueue: tameQueue });
    const QueueUrl = rig.queue("q", { VisibilityTimeout: "43200" });
    const Entries = Array.from({ length: 10 }, (_, index) => ({
      Id: `${index}`,
      MessageBody: "x",
    }));
    let received = 0;
    let last = { ReceiptHandle: "" };
    for (let call = 0; call < 12_000; call += 1) {
      rig.sqs("SendMessageBatch", { QueueUrl, Entries });
      const messages = rig.receive(QueueUrl);
      received += messages.length;
      last = messages[0];
    }
    expect(received).toBe(120_000);
    rig.sqs("SendMessageBatch", { QueueUrl, Entries });
    expect(rig.refusal("sqs", "ReceiveMessage", { QueueUrl }).name).toBe("OverLimit");
    const input = { QueueUrl, WaitTimeSeconds: 20, MaxNumberOfMessages: 10 };
    const waiting = rig.sqs("ReceiveMessage", input);
    if (!(waiting instanceof Parked)) throw new Error("the long poll does not wait");
    const answers: { Messages?: unknown[] }[] = [];
    waiting.onReply = (output) => answers.push(output);
    rig.pass(10_000);
    expect(answers).toEqual([]);
    rig.delete(QueueUrl, last);
    expect(answers).toMatchObject([{ Messages: [{ Body: "x" }] }]);
    expect(answers[0]?.Messages).toHaveLength(1);
  });
  test("delays a message by its own delay or the queue's", () => {
    const rig = new Rig({ standardQueue: tameQueue });
    const QueueUrl = rig.queue("q", { DelaySeconds: "5" });
    rig.sqs("SendMessage", { QueueUrl, MessageBody: "queue" });
    rig.sqs("SendMessage", { QueueUrl, MessageBody: "own", DelaySeconds: 2 });
    rig.sqs("SendMessage", { QueueUrl, MessageBody: "none", DelaySeconds: 0 });
    expect(rig.bodies(QueueUrl)).toEqual(["none"]);
    rig.pass(2000);
    expect(rig.bodies(QueueUrl)).toEqual(["own"]);
    rig.pass(3000);
    expect(rig.bodies(QueueUrl)).toEqual(["queue"]);
  });
});
