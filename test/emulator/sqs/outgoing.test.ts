import { describe, expect, test } from "vitest";

import { Rig } from "../rig.ts";

const invalid = "InvalidParameterValue";
const characters =
  "the set of allowed characters is #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF";

function refused(input: object, queue = "q"): { name: string; message: string } {
  const rig = new Rig();
  const message = { QueueUrl: rig.queue(queue), MessageBody: "x", ...input };
  return rig.refusal("sqs", "SendMessage", message);
}

/** A batch of one entry: its failure on a standard queue, the refusal of the whole batch on a FIFO queue. */
function failed(input: object, queue = "q"): { Code: string; Message: string } {
  const rig = new Rig();
  const batch = { QueueUrl: rig.queue(queue), Entries: [{ Id: "1", MessageBody: "x", ...input }] };
  if (queue.endsWith(".fifo")) {
    const { name, message } = rig.refusal("sqs", "SendMessageBatch", batch);
    return { Code: name, Message: message };
  }
  const { Failed, ...rest } = rig.sqs("SendMessageBatch", batch);
  expect(rest).toEqual({});
  expect(Failed).toMatchObject([{ Id: "1", SenderFault: true }]);
  return { Code: Failed[0].Code, Message: Failed[0].Message };
}

describe("a message is refused with AWS's words", () => {
  test.each([
    [
      { MessageBody: "" },
      "MissingParameter",
      "The request must contain the parameter MessageBody.",
    ],
    [
      { MessageBody: undefined },
      "MissingParameter",
      "The request must contain the parameter MessageBody.",
    ],
    [
      { MessageBody: "a\u0013b" },
      "InvalidMessageContents",
      `Invalid binary character '#x13' was found in the message body, ${characters}`,
    ],
    [
      { MessageBody: "a\uD800b" },
      "InvalidMessageContents",
      `Invalid binary character '#xD800' was found in the message body, ${characters}`,
    ],
    [
      { DelaySeconds: 901 },
      invalid,
      "Value 901 for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.",
    ],
    [
      { MessageDeduplicationId: "d" },
      invalid,
      "The request include parameter MessageDeduplicationId which is not valid for this queue type",
    ],
    [
      { MessageGroupId: "a b" },
      invalid,
      "Value a b for parameter MessageGroupId is invalid. Reason: MessageGroupId can only include alphanumeric and punctuation characters. 1 to 128 in length.",
    ],
  ])("with %o", (input, name, message) => {
    expect(refused(input)).toEqual({ name, message });
  });
  test.each([
    [
      { MessageGroupId: undefined },
      "MissingParameter",
      "The request must contain the parameter MessageGroupId.",
    ],
    [
      { MessageDeduplicationId: undefined },
      invalid,
      "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
    ],
    [
      { DelaySeconds: 2 },
      invalid,
      "Value 2 for parameter DelaySeconds is invalid. Reason: The request include parameter that is not valid for this queue type.",
    ],
  ])("on a FIFO queue with %o", (input, name, message) => {
    const whole = { MessageGroupId: "g", MessageDeduplicationId: "d", ...input };
    expect(refused(whole, "q.fifo")).toEqual({ name, message });
  });
});

describe("a batch entry fails with AWS's words", () => {
  test.each([
    [
      { MessageBody: "" },
      "MissingParameter",
      "The request must contain the parameter SendMessageBatchRequestEntry.1.MessageBody.",
    ],
    [
      { MessageGroupId: " " },
      invalid,
      "MessageGroupId can only include alphanumeric and punctuation characters. 1 to 128 in length",
    ],
    [
      { MessageDeduplicationId: "d" },
      invalid,
      "The request include parameter that is not valid for this queue type",
    ],
  ])("with %o", (input, Code, Message) => {
    expect(failed(input)).toEqual({ Code, Message });
  });
  test.each([
    [
      { MessageBody: "" },
      "The request must contain the parameter SendMessageBatchRequestEntry.1.MessageBody.",
    ],
    [{ MessageGroupId: undefined }, "The request must contain the parameter MessageGroupId."],
    [
      { MessageDeduplicationId: undefined },
      "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
    ],
  ])("and the whole batch with it on a FIFO queue: %o", (input, Message) => {
    const whole = { MessageGroupId: "g", MessageDeduplicationId: "d", ...input };
    expect(failed(whole, "q.fifo")).toEqual({ Code: invalid, Message });
  });
  test("if it is too long, and others than a FIFO batch", () => {
    const rig = new Rig();
    const Attributes = { MaximumMessageSize: "1024" };
    const Entries = [{ Id: "1", MessageBody: "x".repeat(1025), MessageGroupId: "g" }];
    const reason = "Reason: Message must be shorter than 1024 bytes.";
    const batch = { QueueUrl: rig.queue("q", Attributes), Entries };
    expect(rig.sqs("SendMessageBatch", batch).Failed).toMatchObject([
      { Code: invalid, Message: `One or more parameters cannot be validated. ${reason}` },
    ]);
    const fifo = { ...Attributes, ContentBasedDeduplication: "true" };
    const refused = { QueueUrl: rig.queue("q.fifo", fifo), Entries };
    expect(rig.refusal("sqs", "SendMessageBatch", refused)).toEqual({
      name: invalid,
      message: `One or more parameters are invalid. ${reason}`,
    });
  });
  test("and nothing of a refused FIFO batch is sent", () => {
    const rig = new Rig();
    const QueueUrl = rig.queue("q.fifo", { ContentBasedDeduplication: "true" });
    const entry = (Id: string) => ({ Id, MessageBody: Id, MessageGroupId: "g" });
    const Entries = [entry("a"), { ...entry("b"), MessageBody: "\u0001" }];
    const error = rig.refusal("sqs", "SendMessageBatch", { QueueUrl, Entries });
    expect(error.name).toBe("InvalidMessageContents");
    expect(rig.bodies(QueueUrl)).toEqual([]);
  });
  test("and one without an id refuses its batch, by its number", () => {
    const rig = new Rig();
    const Entries = [{ Id: "1", MessageBody: "x" }, { MessageBody: "y" }];
    const batch = { QueueUrl: rig.queue("q"), Entries };
    expect(rig.refusal("sqs", "SendMessageBatch", batch)).toEqual({
      name: "MissingParameter",
      message: "The request must contain the parameter SendMessageBatchRequestEntry.2.Id.",
    });
  });
});
