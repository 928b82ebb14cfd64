import { describe, expect, test } from "vitest";

import { Rig } from "../rig.ts";

function refused(action: string, input: object): { name: string; message: string } {
  const rig = new Rig();
  return rig.refusal("sqs", action, { QueueUrl: rig.queue("q"), ...input });
}

/** How the one entry of a batch fails. */
function failed(action: string, entry: object): object {
  const rig = new Rig();
  const batch = { QueueUrl: rig.queue("q"), Entries: [{ Id: "a", ...entry }] };
  const { Successful, Failed } = rig.sqs(action, batch);
  expect(Successful).toBeUndefined();
  expect(Failed).toHaveLength(1);
  return Failed[0];
}

const noHandle = "The request must contain the parameter ReceiptHandle.";

describe("numbers out of range are refused in AWS's words", () => {
  test.each([
    ["ReceiveMessage", { MaxNumberOfMessages: 11 }, "Must be between 1 and 10, if provided."],
    ["ReceiveMessage", { WaitTimeSeconds: 21 }, "Must be >= 0 and <= 20, if provided."],
    ["ReceiveMessage", { VisibilityTimeout: 43_201 }, "Must be >= 0 and <= 43200, if provided."],
    ["ChangeMessageVisibility", { VisibilityTimeout: -10 }, "Must be between 0 and 43200."],
  ])("by %s with %o", (action, input, reason) => {
    const [name, value] = Object.entries(input)[0] ?? [];
    expect(refused(action, { ReceiptHandle: "h", ...input })).toEqual({
      name: "InvalidParameterValue",
      message: `Value ${value} for parameter ${name} is invalid. Reason: ${reason}`,
    });
  });
});

describe("a missing parameter", () => {
  test.each([
    ["DeleteMessage", {}, noHandle],
    ["DeleteMessage", { ReceiptHandle: "" }, noHandle],
    ["ChangeMessageVisibility", { VisibilityTimeout: 5 }, noHandle],
    [
      "ChangeMessageVisibility",
      { ReceiptHandle: "h" },
      "The request must contain the parameter VisibilityTimeout.",
    ],
    [
      "DeleteMessageBatch",
      { Entries: [{ ReceiptHandle: "h" }] },
      "The request must contain the parameter DeleteMessageBatchRequestEntry.1.Id.",
    ],
  ])("refuses %s with %o", (action, input, message) => {
    expect(refused(action, input)).toEqual({ name: "MissingParameter", message });
  });
  test.each([
    ["DeleteMessageBatch", {}, noHandle],
    ["DeleteMessageBatch", { ReceiptHandle: " " }, noHandle],
    ["ChangeMessageVisibilityBatch", { VisibilityTimeout: 20 }, noHandle],
    [
      "ChangeMessageVisibilityBatch",
      { ReceiptHandle: "h" },
      "The request must contain the parameter ChangeMessageVisibilityBatchRequestEntry.1.VisibilityTimeout.",
    ],
  ])("fails its entry in %s: %o", (action, entry, Message) => {
    expect(failed(action, entry)).toEqual({
      Id: "a",
      SenderFault: true,
      Code: "MissingParameter",
      Message,
    });
  });
});

test("a timeout out of range fails its entry", () => {
  const entry = { ReceiptHandle: "h", VisibilityTimeout: -85 };
  expect(failed("ChangeMessageVisibilityBatch", entry)).toMatchObject({
    Code: "InvalidParameterValue",
    Message:
      "Value -85 for parameter VisibilityTimeout is invalid. Reason: VisibilityTimeout must be an integer between 0 and 43200.",
  });
});
