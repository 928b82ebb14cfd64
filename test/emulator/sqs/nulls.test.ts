/** What is null was not given: in every place where a member, an item or a value can be. */
import { NormalizedSchema } from "@smithy/core/schema";
import { describe, expect, test } from "vitest";

import { operations } from "../host/http/hostile/operations.ts";
import { Rig, tameQueue } from "../rig.ts";

/** Always the same: two of them answer the same, down to the identifiers. */
function fresh(): { readonly rig: Rig; readonly handle: string } {
  const rig = new Rig({ quotas: "off", standardQueue: tameQueue });
  rig.sqs("CreateQueue", { QueueName: "q" });
  rig.sqs("CreateQueue", { QueueName: "dead" });
  rig.sqs("SendMessage", { QueueUrl: "q", MessageBody: "x" });
  const [message] = rig.sqs("ReceiveMessage", { QueueUrl: "q" }).Messages;
  return { rig, handle: message.ReceiptHandle };
}

const { handle } = fresh();

/** A good input of each action, without the members that it can do without. */
function least(action: string): Record<string, unknown> {
  const arn = "arn:aws:sqs:us-east-1:000000000000:q";
  const inputs: Readonly<Record<string, object>> = {
    AddPermission: { QueueUrl: "q", Label: "l", AWSAccountIds: ["1".repeat(12)], Actions: ["*"] },
    CancelMessageMoveTask: { TaskHandle: "x" },
    ChangeMessageVisibility: { QueueUrl: "q", ReceiptHandle: handle, VisibilityTimeout: 1 },
    ChangeMessageVisibilityBatch: {
      QueueUrl: "q",
      Entries: [{ Id: "a", ReceiptHandle: handle, VisibilityTimeout: 1 }],
    },
    CreateQueue: { QueueName: "new" },
    DeleteMessage: { QueueUrl: "q", ReceiptHandle: handle },
    DeleteMessageBatch: { QueueUrl: "q", Entries: [{ Id: "a", ReceiptHandle: handle }] },
    GetQueueUrl: { QueueName: "q" },
    ListMessageMoveTasks: { SourceArn: arn },
    ListQueues: {},
    RemovePermission: { QueueUrl: "q", Label: "l" },
    SendMessage: { QueueUrl: "q", MessageBody: "x" },
    SendMessageBatch: { QueueUrl: "q", Entries: [{ Id: "a", MessageBody: "x" }] },
    SetQueueAttributes: { QueueUrl: "q", Attributes: { DelaySeconds: "0" } },
    StartMessageMoveTask: { SourceArn: arn },
    TagQueue: { QueueUrl: "q", Tags: { a: "b" } },
    UntagQueue: { QueueUrl: "q", TagKeys: ["a"] },
  };
  return { ...(inputs[action] ?? { QueueUrl: "q" }) };
}

/** What the model answers, or how it refuses. */
function outcome(action: string, input: unknown): unknown {
  const { rig } = fresh();
  try {
    return rig.emulator.handle("sqs", action, input, rig.nowMs);
  } catch (error) {
    const { name, message } = error as Error;
    return { name, message };
  }
}

/** The input with null in one place after the other, each with the same input without that place. */
function* places(
  schema: NormalizedSchema,
  input: unknown,
): Generator<readonly [unknown, unknown, string]> {
  if (schema.isStructSchema()) {
    for (const [name, member] of schema.structIterator()) {
      const given = input as Record<string, unknown>;
      const { [name]: value, ...others } = given;
      yield [{ ...given, [name]: null }, others, name];
      if (value === undefined) continue;
      for (const [nulled, without, path] of places(member, value)) {
        yield [{ ...given, [name]: nulled }, { ...given, [name]: without }, `${name}.${path}`];
      }
    }
  } else if (schema.isListSchema()) {
    const items = input as readonly unknown[];
    yield [[...items, null], items, "[]"];
    for (const [nulled, without, path] of places(schema.getValueSchema(), items[0])) {
      yield [[nulled], [without], `[].${path}`];
    }
  } else if (schema.isMapSchema()) {
    yield [{ ...(input as object), other: null }, input, "{}"];
  }
}

describe.each(operations.filter(({ service }) => service === "sqs"))(
  "$action",
  ({ action, input }) => {
    test("null is as if it was not there, in every place", () => {
      const all = [...places(input, least(action))];
      expect(all.length).toBeGreaterThan(0);
      for (const [nulled, without, path] of all) {
        expect(JSON.stringify(outcome(action, nulled)), path).toBe(
          JSON.stringify(outcome(action, without)),
        );
      }
    });
  },
);

test("in attributes of messages too", () => {
  const attribute = {
    DataType: "String",
    StringValue: "v",
    BinaryValue: null,
    StringListValues: null,
  };
  const MessageAttributes = { a: attribute, b: null };
  const { rig } = fresh();
  rig.sqs("SendMessage", { QueueUrl: "q", MessageBody: "y", MessageAttributes });
  const [message] = rig.sqs("ReceiveMessage", {
    QueueUrl: "q",
    MessageAttributeNames: ["All"],
  }).Messages;
  expect(message.MessageAttributes).toEqual({ a: { DataType: "String", StringValue: "v" } });
});

test("a list of names that are null asks for none", () => {
  const { rig } = fresh();
  rig.sqs("SendMessage", { QueueUrl: "q", MessageBody: "y" });
  const asked = { QueueUrl: "q", AttributeNames: [null], MessageAttributeNames: [null, "All"] };
  const [message] = rig.sqs("ReceiveMessage", asked).Messages;
  expect(message).not.toHaveProperty("Attributes");
});
