import {
  CreateQueueCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
} from "@aws-sdk/client-sqs";
import { describe, expect, test } from "vitest";

import { inVirtualTime } from "../../../src/clock/virtual-time.ts";
import { clients, Rig, sleep, tameQueue } from "../rig.ts";

const ReceiveRequestAttemptId = "attempt-1";

/** A FIFO queue with two messages of one group, received once with an attempt id. */
function received(VisibilityTimeout: number) {
  const rig = new Rig();
  const url = rig.queue("q.fifo");
  rig.send(url, "a", "a0");
  rig.send(url, "a", "a1");
  const attempt = { ReceiveRequestAttemptId, VisibilityTimeout };
  const first = rig.receive(url, attempt);
  return { rig, url, first, again: () => rig.receive(url, attempt) };
}

describe("a receive attempt made again", () => {
  test("after a lost answer gives the same messages and handles, through the SDK", () =>
    inVirtualTime(1, async () => {
      const lost = { kind: "lost-response", actions: ["ReceiveMessage"], nth: 1 } as const;
      const { sqs } = clients({ faults: [lost] }, 1);
      const Attributes = { FifoQueue: "true", VisibilityTimeout: "600" };
      const create = new CreateQueueCommand({ QueueName: "q.fifo", Attributes });
      const { QueueUrl } = await sqs.send(create);
      const ids = { MessageGroupId: "g", MessageDeduplicationId: "d" };
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "x", ...ids }));
      const receive = async (more: object): Promise<readonly Message[]> =>
        (await sqs.send(new ReceiveMessageCommand({ QueueUrl, ...more }))).Messages ?? [];
      await expect(receive({ ReceiveRequestAttemptId })).rejects.toThrow("ECONNRESET");
      // Without the id, or with another one, the group stays locked.
      expect(await receive({})).toEqual([]);
      expect(await receive({ ReceiveRequestAttemptId: "attempt-2" })).toEqual([]);
      const [message] = await receive({ ReceiveRequestAttemptId });
      expect(message?.Body).toBe("x");
      expect(await receive({ ReceiveRequestAttemptId })).toEqual([message]);
      const ReceiptHandle = message?.ReceiptHandle;
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      await sleep(700_000);
      expect(await receive({})).toEqual([]);
    }));
  test("resets the visibility of all its messages", () => {
    const { rig, url, first, again } = received(30);
    for (let count = 0; count < 3; count += 1) {
      rig.pass(29_000);
      expect(again()).toEqual(first);
    }
    rig.pass(29_999);
    expect(rig.receive(url)).toEqual([]);
    rig.pass(1);
    expect(rig.bodies(url)).toEqual(["a0", "a1"]);
  });
  test("works for five minutes", () => {
    const { rig, first, again } = received(3600);
    rig.pass(299_999);
    expect(again()).toEqual(first);
    rig.pass(1);
    expect(again()).toEqual([]);
  });
  test("is a new receive once a message of it was deleted, changed or visible again", () => {
    const deleted = received(60);
    deleted.rig.delete(deleted.url, deleted.first[0]);
    expect(deleted.again()).toEqual([]);

    const changed = received(60);
    const { ReceiptHandle } = changed.first[1];
    const change = { QueueUrl: changed.url, ReceiptHandle, VisibilityTimeout: 90 };
    changed.rig.sqs("ChangeMessageVisibility", change);
    expect(changed.again()).toEqual([]);

    const expired = received(60);
    expired.rig.pass(60_000);
    const anew = expired.again();
    expect(anew.map(({ Body }) => Body)).toEqual(["a0", "a1"]);
    expect(anew[0].ReceiptHandle).not.toBe(expired.first[0].ReceiptHandle);
    expect(expired.again()).toEqual(anew);
  });
  test.each(["", "a b", "x".repeat(129)])("with the id %j is refused", (id) => {
    const rig = new Rig();
    const input = { QueueUrl: rig.queue("q.fifo"), ReceiveRequestAttemptId: id };
    expect(rig.refusal("sqs", "ReceiveMessage", input).name).toBe("InvalidParameterValue");
  });
  test("is nothing special on a standard queue", () => {
    const rig = new Rig({ standardQueue: tameQueue });
    const QueueUrl = rig.queue("q");
    rig.sqs("SendMessage", { QueueUrl, MessageBody: "x" });
    expect(rig.bodies(QueueUrl, { ReceiveRequestAttemptId })).toEqual(["x"]);
    expect(rig.bodies(QueueUrl, { ReceiveRequestAttemptId })).toEqual([]);
  });
});

test("several receives that wait are served in the order they came, each with what is there for it", () =>
  inVirtualTime(1, async () => {
    const { sqs } = clients();
    const Attributes = { FifoQueue: "true" };
    const create = new CreateQueueCommand({ QueueName: "q.fifo", Attributes });
    const { QueueUrl } = await sqs.send(create);
    const answers: string[] = [];
    const poll = async (name: string): Promise<void> => {
      const command = { QueueUrl, WaitTimeSeconds: 20, MaxNumberOfMessages: 10 };
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand(command));
      answers.push(`${name}: ${Messages.map(({ Body }) => Body).join(" ")}`);
    };
    const polls: Promise<void>[] = [];
    for (const name of ["first", "second", "third", "fourth"]) {
      polls.push(poll(name));
      await sleep(200);
    }
    for (const [group, body] of [
      ["a", "a0"],
      ["a", "a1"],
      ["b", "b0"],
    ]) {
      const ids = { MessageGroupId: group, MessageDeduplicationId: body };
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: body, ...ids }));
      await sleep(1000);
    }
    await Promise.all(polls);
    expect(answers).toEqual(["first: a0", "second: b0", "third: ", "fourth: "]);
  }));

test("a message to a FIFO queue with a delay of 0 has the delay of the queue", () => {
  const rig = new Rig();
  const QueueUrl = rig.queue("q.fifo", { DelaySeconds: "2", ContentBasedDeduplication: "true" });
  const message = { MessageBody: "x", MessageGroupId: "g", DelaySeconds: 0 };
  rig.sqs("SendMessage", { QueueUrl, ...message });
  rig.pass(1999);
  expect(rig.bodies(QueueUrl)).toEqual([]);
  rig.pass(1);
  expect(rig.bodies(QueueUrl)).toEqual(["x"]);
});

describe("a delay of the queue that changes", () => {
  test("holds on FIFO for what is delayed already", () => {
    const rig = new Rig();
    const url = rig.queue("q.fifo", { DelaySeconds: "60" });
    rig.send(url, "a", "a0");
    rig.pass(5000);
    rig.sqs("SetQueueAttributes", { QueueUrl: url, Attributes: { DelaySeconds: "10" } });
    rig.pass(4999);
    expect(rig.receive(url)).toEqual([]);
    rig.pass(1);
    expect(rig.bodies(url)).toEqual(["a0"]);
  });
  test("holds on standard for later sends only", () => {
    const rig = new Rig({ standardQueue: tameQueue });
    const QueueUrl = rig.queue("q", { DelaySeconds: "60" });
    rig.sqs("SendMessage", { QueueUrl, MessageBody: "x" });
    rig.sqs("SetQueueAttributes", { QueueUrl, Attributes: { DelaySeconds: "0" } });
    rig.pass(59_999);
    expect(rig.receive(QueueUrl)).toEqual([]);
    rig.pass(1);
    expect(rig.bodies(QueueUrl)).toEqual(["x"]);
  });
});
