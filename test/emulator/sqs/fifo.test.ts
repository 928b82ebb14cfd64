import { describe, expect, test, vi } from "vitest";

import { Parked } from "../../../src/emulator/emulator.ts";
import { inFlightLimit } from "../../../src/emulator/sqs/queue/queue.ts";
import { Rig } from "../rig.ts";

// On a busy machine the large ones take their time.
vi.setConfig({ testTimeout: 60_000 });

function queueWith(...sends: [group: string, ...bodies: string[]][]): { rig: Rig; url: string } {
  const rig = new Rig();
  const url = rig.queue("q.fifo");
  for (const [group, ...bodies] of sends) for (const body of bodies) rig.send(url, group, body);
  return { rig, url };
}

describe("a receive", () => {
  test("returns as many as possible of one group, then tops up from others", () => {
    const a = Array.from({ length: 7 }, (_, index) => `a${index}`);
    const { rig, url } = queueWith(["a", ...a], ["b", "b0", "b1"], ["c", "c0", "c1"]);
    expect(rig.bodies(url)).toEqual([...a, "b0", "b1", "c0"]);
  });
  test("returns at most ten, and locks the group it took them from", () => {
    const a = Array.from({ length: 12 }, (_, index) => `a${index}`);
    const { rig, url } = queueWith(["a", ...a]);
    expect(rig.bodies(url)).toEqual(a.slice(0, 10));
    expect(rig.bodies(url)).toEqual([]);
  });
  test("serves groups in the order in which their first messages became visible: a delete does not renew it", () => {
    const { rig, url } = queueWith(["a", "a0", "a1"], ["b", "b0"], ["c", "c0"]);
    const [first] = rig.receive(url, { MaxNumberOfMessages: 1 });
    rig.delete(url, first);
    expect(rig.bodies(url, { MaxNumberOfMessages: 3 })).toEqual(["a1", "b0", "c0"]);
  });
  test("does not count a locked group as available, whatever is sent to it", () => {
    const { rig, url } = queueWith(["a", "a0"]);
    const [a0] = rig.receive(url);
    rig.send(url, "a", "a1");
    rig.send(url, "b", "b0");
    rig.delete(url, a0);
    expect(rig.bodies(url)).toEqual(["a1", "b0"]);
  });
  test.each([
    ["MaxNumberOfMessages", 11],
    ["MaxNumberOfMessages", 0],
    ["WaitTimeSeconds", 21],
    ["VisibilityTimeout", 43_201],
  ])("with %s %i is refused", (name, value) => {
    const { rig, url } = queueWith();
    const input = { QueueUrl: url, [name]: value };
    expect(rig.refusal("sqs", "ReceiveMessage", input).name).toBe("InvalidParameterValue");
  });
  test("tells the attributes it is asked for", () => {
    const { rig, url } = queueWith(["a", "x"]);
    rig.pass(1000);
    const [message] = rig.receive(url, { MessageSystemAttributeNames: ["All"] });
    expect(message.Attributes).toMatchObject({
      ApproximateReceiveCount: "1",
      MessageGroupId: "a",
      MessageDeduplicationId: "x",
      SentTimestamp: String(rig.nowMs - 1000),
      ApproximateFirstReceiveTimestamp: String(rig.nowMs),
    });
    rig.pass(30_000);
    const [again] = rig.receive(url, { AttributeNames: ["ApproximateReceiveCount"] });
    expect(again.Attributes).toEqual({ ApproximateReceiveCount: "2" });
    expect(again.ReceiptHandle).not.toBe(message.ReceiptHandle);
    rig.pass(30_000);
    expect(rig.receive(url)[0].Attributes).toBeUndefined();
  });
});

describe("a group", () => {
  test("gives nothing while any of its messages is in flight, and other groups go on", () => {
    const { rig, url } = queueWith(["a", "a0", "a1", "a2"], ["b", "b0"]);
    const [a0, a1] = rig.receive(url, { MaxNumberOfMessages: 2 });
    expect(rig.bodies(url)).toEqual(["b0"]);
    rig.delete(url, a0);
    expect(rig.bodies(url)).toEqual([]);
    rig.delete(url, a1);
    expect(rig.bodies(url)).toEqual(["a2"]);
  });
  test("gives its messages again in order when their visibility timeout ends", () => {
    const { rig, url } = queueWith(["a", "a0", "a1"]);
    expect(rig.bodies(url, { VisibilityTimeout: 10 })).toEqual(["a0", "a1"]);
    rig.send(url, "a", "a2");
    rig.pass(9999);
    expect(rig.bodies(url)).toEqual([]);
    rig.pass(1);
    expect(rig.bodies(url)).toEqual(["a0", "a1", "a2"]);
  });
  test("gives after a partial expiry what lies before the first message still in flight", () => {
    const { rig, url } = queueWith(["a", "a0", "a1", "a2", "a3"]);
    const messages = rig.receive(url, { MaxNumberOfMessages: 3 });
    const change = (index: number, VisibilityTimeout: number) =>
      rig.sqs("ChangeMessageVisibility", {
        QueueUrl: url,
        ReceiptHandle: messages[index].ReceiptHandle,
        VisibilityTimeout,
      });
    change(2, 0);
    expect(rig.bodies(url)).toEqual([]);
    change(0, 0);
    expect(rig.bodies(url)).toEqual(["a0"]);
    rig.delete(url, messages[1]);
    expect(rig.bodies(url)).toEqual([]);
    rig.pass(30_000);
    expect(rig.bodies(url)).toEqual(["a0", "a2", "a3"]);
  });
  test("holds its delayed messages back", () => {
    const rig = new Rig();
    const url = rig.queue("q.fifo", { DelaySeconds: "5" });
    rig.send(url, "a", "a0");
    rig.pass(4999);
    expect(rig.bodies(url)).toEqual([]);
    rig.pass(1);
    expect(rig.bodies(url)).toEqual(["a0"]);
  });
});

describe("deduplication", () => {
  test("answers a duplicate like the original for five minutes, even after delete", () => {
    const { rig, url } = queueWith();
    const first = rig.send(url, "a", "x");
    rig.delete(url, rig.receive(url)[0]);
    rig.pass(299_999);
    expect(rig.send(url, "a", "x")).toEqual(first);
    expect(rig.bodies(url)).toEqual([]);
    rig.pass(1);
    const later = rig.send(url, "a", "x");
    expect(later.MessageId).not.toBe(first.MessageId);
    expect(BigInt(later.SequenceNumber)).toBeGreaterThan(BigInt(first.SequenceNumber));
    expect(rig.bodies(url)).toEqual(["x"]);
  });
  test("by content looks at the body only", () => {
    const rig = new Rig();
    const QueueUrl = rig.queue("q.fifo", { ContentBasedDeduplication: "true" });
    const MessageAttributes = { speed: { DataType: "Number", StringValue: "7" } };
    const message = { QueueUrl, MessageGroupId: "a", MessageBody: "parked" };
    rig.sqs("SendMessage", message);
    rig.sqs("SendMessage", { ...message, MessageAttributes });
    rig.sqs("SendMessage", { ...message, MessageBody: "moving" });
    expect(rig.bodies(QueueUrl)).toEqual(["parked", "moving"]);
  });
  test("reaches over groups unless its scope is the group", () => {
    const queueWide = queueWith(["a", "x"], ["b", "x"]);
    expect(queueWide.rig.bodies(queueWide.url)).toEqual(["x"]);
    const rig = new Rig();
    const url = rig.queue("q.fifo", { DeduplicationScope: "messageGroup" });
    rig.send(url, "a", "x");
    rig.send(url, "b", "x");
    expect(rig.bodies(url)).toEqual(["x", "x"]);
  });
  test("leaves nothing behind after its window", () => {
    const { rig, url } = queueWith();
    const before = rig.send(url, "a", "x").SequenceNumber;
    for (let count = 0; count < 1000; count += 1) {
      rig.pass(300_000);
      rig.delete(url, rig.receive(url)[0]);
      const { SequenceNumber } = rig.send(url, "a", "x");
      expect(SequenceNumber).toMatch(/^\d{20}$/);
      expect(BigInt(SequenceNumber)).toBeGreaterThan(BigInt(before));
    }
  });
});

describe("a delete", () => {
  test("with the handle of an expired receive fails", () => {
    const { rig, url } = queueWith(["a", "x"]);
    const [message] = rig.receive(url);
    const input = { QueueUrl: url, ReceiptHandle: message.ReceiptHandle };
    rig.pass(30_000);
    const refusal = rig.refusal("sqs", "DeleteMessage", input);
    expect(refusal.name).toBe("InvalidParameterValue");
    expect(refusal.message).toContain("The receipt handle has expired");
    expect(rig.bodies(url)).toEqual(["x"]);
    expect(rig.refusal("sqs", "DeleteMessage", input).name).toBe("InvalidParameterValue");
  });
  test("of what is deleted already succeeds", () => {
    const { rig, url } = queueWith(["a", "x"]);
    const [message] = rig.receive(url);
    rig.delete(url, message);
    rig.delete(url, message);
    rig.pass(3_600_000);
    expect(rig.bodies(url)).toEqual([]);
  });
  test("with another queue's handle is refused", () => {
    const { rig, url } = queueWith(["a", "x"]);
    const other = rig.queue("other.fifo");
    const { ReceiptHandle } = rig.receive(url)[0];
    const input = { QueueUrl: other, ReceiptHandle };
    expect(rig.refusal("sqs", "DeleteMessage", input).name).toBe("ReceiptHandleIsInvalid");
  });
});

describe("visibility", () => {
  test("can be extended, up to twelve hours from the receive", () => {
    const { rig, url } = queueWith(["a", "x"]);
    const { ReceiptHandle } = rig.receive(url)[0];
    const change = { QueueUrl: url, ReceiptHandle };
    rig.pass(29_000);
    rig.sqs("ChangeMessageVisibility", { ...change, VisibilityTimeout: 60 });
    rig.pass(59_999);
    expect(rig.bodies(url)).toEqual([]);
    const tooLong = { ...change, VisibilityTimeout: 43_200 };
    expect(rig.refusal("sqs", "ChangeMessageVisibility", tooLong).name).toBe(
      "InvalidParameterValue",
    );
    rig.pass(1);
    expect(rig.bodies(url)).toEqual(["x"]);
  });
  test("of several messages changes entry by entry", () => {
    const { rig, url } = queueWith(["a", "x", "y"]);
    const [x] = rig.receive(url);
    const Entries = [
      { Id: "good", ReceiptHandle: x.ReceiptHandle, VisibilityTimeout: 0 },
      { Id: "bad", ReceiptHandle: "nonsense", VisibilityTimeout: 0 },
    ];
    const answer = rig.sqs("ChangeMessageVisibilityBatch", { QueueUrl: url, Entries });
    expect(answer.Successful).toEqual([{ Id: "good" }]);
    expect(answer.Failed).toMatchObject([{ Id: "bad", Code: "ReceiptHandleIsInvalid" }]);
    expect(rig.bodies(url)).toEqual(["x"]);
  });
});

describe("a repeated receive attempt", () => {
  test("gives the same messages and handles and resets their visibility", () => {
    const { rig, url } = queueWith(["a", "x", "y"]);
    const attempt = { ReceiveRequestAttemptId: "attempt-1" };
    const first = rig.receive(url, attempt);
    rig.pass(20_000);
    expect(rig.bodies(url)).toEqual([]);
    expect(rig.receive(url, attempt)).toEqual(first);
    rig.pass(29_999);
    expect(rig.bodies(url)).toEqual([]);
    rig.pass(1);
    expect(rig.bodies(url)).toEqual(["x", "y"]);
  });
  test("is refused once a message was deleted", () => {
    const { rig, url } = queueWith(["a", "x", "y"]);
    const attempt = { ReceiveRequestAttemptId: "attempt-1" };
    const [x] = rig.receive(url, attempt);
    rig.delete(url, x);
    const { name } = rig.refusal("sqs", "ReceiveMessage", { QueueUrl: url, ...attempt });
    expect(name).toBe("InvalidParameterValue");
  });
});

describe("a long poll", () => {
  test("is served in turn, and a group's unlock serves it too", () => {
    const { rig, url } = queueWith(["a", "a0", "a1"]);
    const [a0] = rig.receive(url, { MaxNumberOfMessages: 1 });
    const answers: [string, string[]][] = [];
    for (const name of ["first", "second"]) {
      const parked = rig.sqs("ReceiveMessage", { QueueUrl: url, WaitTimeSeconds: 20 }) as Parked;
      expect(parked).toBeInstanceOf(Parked);
      parked.onReply = (output) => {
        const { Messages = [] } = output as { Messages?: { Body: string }[] };
        answers.push([name, Messages.map(({ Body }) => Body)]);
      };
    }
    expect(rig.emulator.nextAtMs()).toBe(rig.nowMs + 20_000);
    rig.send(url, "b", "b0");
    rig.delete(url, a0);
    expect(answers).toEqual([
      ["first", ["b0"]],
      ["second", ["a1"]],
    ]);
    expect(rig.emulator.nextAtMs()).toBeUndefined();
  });
});

test("at 120,000 in flight a receive finds nothing, without an error", () => {
  const rig = new Rig({ quotas: "aws" });
  const QueueUrl = rig.queue("q.fifo", {
    DeduplicationScope: "messageGroup",
    FifoThroughputLimit: "perMessageGroupId",
    VisibilityTimeout: "43200",
  });
  for (let call = 0; call < inFlightLimit / 10 + 1; call += 1) {
    if (call % 200 === 0) rig.pass(1000);
    const MessageGroupId = `g${call}`;
    const Entries = Array.from({ length: 10 }, (_, index) => {
      const id = `${call}-${index}`;
      return { Id: id, MessageBody: id, MessageGroupId, MessageDeduplicationId: id };
    });
    rig.sqs("SendMessageBatch", { QueueUrl, Entries });
  }
  let last: { ReceiptHandle: string }[] = [];
  let received = 0;
  for (let call = 0; call < inFlightLimit / 10; call += 1) {
    last = rig.receive(QueueUrl);
    received += last.length;
  }
  expect(received).toBe(inFlightLimit);
  expect(rig.receive(QueueUrl)).toEqual([]);
  rig.delete(QueueUrl, last[0] ?? { ReceiptHandle: "" });
  expect(rig.receive(QueueUrl)).toHaveLength(1);
});
