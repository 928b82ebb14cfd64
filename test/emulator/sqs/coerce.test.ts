import { describe, expect, test } from "vitest";

import { Rig, tameQueue } from "../rig.ts";

describe("a value of a wrong type", () => {
  test.each([
    [{ MessageBody: {} }, "Start of structure or map found where not expected."],
    [{ MessageBody: [] }, "Start of list found where not expected"],
    [{ MessageBody: "x", DelaySeconds: "soon" }, "STRING_VALUE can not be converted to an Integer"],
    [{ MessageBody: "x", DelaySeconds: true }, "TRUE_VALUE can not be converted to an Integer"],
    [{ MessageBody: "x", DelaySeconds: {} }, "Start of structure or map found where not expected."],
    [
      { MessageBody: "x", MessageAttributes: { a: { DataType: "String", StringValue: {} } } },
      "Start of structure or map found where not expected.",
    ],
  ])("as in %o is refused in AWS's words", (input, message) => {
    const rig = new Rig();
    const QueueUrl = rig.queue("q");
    expect(rig.refusal("sqs", "SendMessage", { QueueUrl, ...input })).toEqual({
      name: "SerializationException",
      message,
    });
    const batch = { QueueUrl, Entries: [{ Id: "1", ...input }] };
    expect(rig.refusal("sqs", "SendMessageBatch", batch).message).toBe(message);
  });
  test("is taken as text if it is a number or a truth", () => {
    const rig = new Rig({ standardQueue: tameQueue });
    const Attributes = { DelaySeconds: 0, VisibilityTimeout: 400, MaximumMessageSize: null };
    const { QueueUrl } = rig.sqs("CreateQueue", { QueueName: "q", Attributes });
    const AttributeNames = ["VisibilityTimeout", "MaximumMessageSize"];
    expect(rig.sqs("GetQueueAttributes", { QueueUrl, AttributeNames }).Attributes).toEqual({
      VisibilityTimeout: "400",
      MaximumMessageSize: "1048576",
    });
    const MessageAttributes = {
      attrib1: { DataType: "String", StringValue: 0 },
      attrib2: { DataType: "String", StringValue: false },
    };
    // The sum is that of Inqnuam/local-aws-sqs, test/send-message-batch.test.ts.
    rig.sqs("SendMessage", { QueueUrl, MessageBody: false, MessageAttributes });
    const [message] = rig.receive(QueueUrl, { MessageAttributeNames: ["All"] });
    expect(message).toMatchObject({
      Body: "false",
      MD5OfMessageAttributes: "2739524b68e7d718aeaf6730e2e38cfe",
      MessageAttributes: {
        attrib1: { DataType: "String", StringValue: "0" },
        attrib2: { DataType: "String", StringValue: "false" },
      },
    });
  });
});
