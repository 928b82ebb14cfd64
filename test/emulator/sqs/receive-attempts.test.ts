import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

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

/** A way to have the garbage collected now. */
function collector(): () => void {
  setFlagsFromString("--expose-gc");
  return runInNewContext("gc") as () => void;
}

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
  test.each(["deleted", "given more time", "shown again", "purged"])(
    "is refused once a message of it was %s",
    (what) => {
      const { rig, url: QueueUrl, first } = received(60);
      rig.send(QueueUrl, "b", "b0");
      const { ReceiptHandle } = first[1];
      const VisibilityTimeout = what === "shown again" ? 0 : 90;
      if (what === "deleted") rig.sqs("DeleteMessage", { QueueUrl, ReceiptHandle });
      else if (what === "purged") rig.sqs("PurgeQueue", { QueueUrl });
      else rig.sqs("ChangeMessageVisibility", { QueueUrl, ReceiptHandle, VisibilityTimeout });
      const input = { QueueUrl, ReceiveRequestAttemptId };
      const refusal = {
        name: "InvalidParameterValue",
        message: `Value ${ReceiveRequestAttemptId} for parameter ReceiveRequestAttemptId is invalid. Reason: The receiveRequestAttemptId is not valid anymore since the receive call is not retryable.`,
      };
      expect(rig.refusal("sqs", "ReceiveMessage", input)).toEqual(refusal);
      expect(rig.refusal("sqs", "ReceiveMessage", { ...input, WaitTimeSeconds: 5 })).toEqual(
        refusal,
      );
      rig.pass(300_000);
      rig.receive(QueueUrl, { ReceiveRequestAttemptId });
    },
  );
  test("that waits is answered even if the one before it is spent meanwhile", () => {
    const rig = new Rig();
    const QueueUrl = rig.queue("q.fifo");
    const wait = (more: object, WaitTimeSeconds: number): unknown[] => {
      const answers: unknown[] = [];
      const parked = rig.sqs("ReceiveMessage", { QueueUrl, WaitTimeSeconds, ...more });
      parked.onReply = ({ Messages = [] }) => answers.push(...Messages);
      return answers;
    };
    const first = wait({ ReceiveRequestAttemptId }, 20);
    wait({}, 10);
    const second = wait({ ReceiveRequestAttemptId }, 20);
    rig.send(QueueUrl, "a", "a0");
    expect(first).toHaveLength(1);
    expect(second).toEqual([]);
    rig.delete(QueueUrl, first[0] as { ReceiptHandle: string });
    rig.pass(10_000);
    rig.send(QueueUrl, "a", "a1");
    expect(second).toMatchObject([{ Body: "a1" }]);
  });
  test("keeps nothing of what was deleted", () => {
    const rig = new Rig();
    const QueueUrl = rig.queue("q.fifo");
    const round = (n: number): void => {
      const ids = { MessageGroupId: "g", MessageDeduplicationId: `${n}` };
      const MessageBody = String(n).padEnd(500_000, "x");
      rig.sqs("SendMessage", { QueueUrl, MessageBody, ...ids });
      const [message] = rig.receive(QueueUrl, { ReceiveRequestAttemptId: `attempt-${n}` });
      rig.delete(QueueUrl, message);
    };
    const collect = collector();
    round(0);
    collect();
    const beforeBytes = process.memoryUsage().heapUsed;
    for (let n = 1; n <= 100; n += 1) round(n);
    collect();
    // 50 MB were sent.
    expect(process.memoryUsage().heapUsed - beforeBytes).toBeLessThan(10_000_000);
  });
  test("is a new receive once its messages are visible again by themselves", () => {
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
