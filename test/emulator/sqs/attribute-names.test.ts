/** Names that every JavaScript object has are no attributes of a queue, and no others' either. */
import { expect, test } from "vitest";

import { Rig, tameQueue } from "../rig.ts";

const names = ["constructor", "toString", "__proto__", "hasOwnProperty", "valueOf", "prototype"];

/** As JSON makes it: with an own member of that name. */
function named(name: string, value: unknown): Record<string, unknown> {
  return JSON.parse(`{${JSON.stringify(name)}:${JSON.stringify(value)}}`) as Record<
    string,
    unknown
  >;
}

test.each(names)("%s is no attribute of a queue", (name) => {
  const rig = new Rig();
  rig.sqs("CreateQueue", { QueueName: "q" });
  for (const [action, input] of [
    ["CreateQueue", { QueueName: "new", Attributes: named(name, "x") }],
    ["SetQueueAttributes", { QueueUrl: "q", Attributes: named(name, "x") }],
    ["GetQueueAttributes", { QueueUrl: "q", AttributeNames: [name] }],
  ] as const) {
    expect(rig.refusal("sqs", action, input)).toEqual({
      name: "InvalidAttributeName",
      message: `Unknown Attribute ${name}.`,
    });
  }
});

test.each(names)("%s is a tag, an attribute of a message, a group like any other", (name) => {
  const rig = new Rig({ standardQueue: tameQueue });
  rig.sqs("CreateQueue", { QueueName: "q", tags: named(name, "made") });
  rig.sqs("TagQueue", { QueueUrl: "q", Tags: named(name, "set") });
  expect(JSON.stringify(rig.sqs("ListQueueTags", { QueueUrl: "q" }))).toBe(
    `{"Tags":{"${name}":"set"}}`,
  );
  rig.sqs("UntagQueue", { QueueUrl: "q", TagKeys: [name] });
  expect(rig.sqs("ListQueueTags", { QueueUrl: "q" })).toEqual({});
  const MessageAttributes = named(name, { DataType: "String", StringValue: "v" });
  const message = { QueueUrl: "q", MessageBody: "x", MessageGroupId: name, MessageAttributes };
  rig.sqs("SendMessage", message);
  const asked = { QueueUrl: "q", MessageAttributeNames: [name], AttributeNames: [name] };
  const [received] = rig.sqs("ReceiveMessage", asked).Messages;
  expect(JSON.stringify(received.MessageAttributes)).toBe(JSON.stringify(MessageAttributes));
  expect(received).not.toHaveProperty("Attributes");
});

test.each(names)("%s is a tag of a stream like any other", (name) => {
  const rig = new Rig();
  rig.kinesis("CreateStream", { StreamName: "s", ShardCount: 1 });
  rig.pass(60_000);
  rig.kinesis("AddTagsToStream", { StreamName: "s", Tags: named(name, "v") });
  const { Tags } = rig.kinesis("ListTagsForStream", { StreamName: "s" });
  expect(Tags).toEqual([{ Key: name, Value: "v" }]);
});

test.each([
  ["maxReceiveCount", '{"toString":1,"valueOf":1}'],
  ["deadLetterTargetArn", '{"toString":1,"valueOf":1}'],
  ["maxReceiveCount", `${"[".repeat(20_000)}${"]".repeat(20_000)}`],
  ["__proto__", "{}"],
])("a redrive policy whose %s is %s is refused, not a failure", (name, value) => {
  const rig = new Rig();
  rig.sqs("CreateQueue", { QueueName: "q" });
  rig.sqs("CreateQueue", { QueueName: "dead" });
  const policy = {
    maxReceiveCount: 3,
    deadLetterTargetArn: "arn:aws:sqs:us-east-1:000000000000:dead",
  };
  const RedrivePolicy = JSON.stringify(policy).replace(/\}$/, `,"${name}":${value}}`);
  const Attributes = { RedrivePolicy };
  expect(rig.refusal("sqs", "SetQueueAttributes", { QueueUrl: "q", Attributes }).name).toMatch(
    /^InvalidParameterValue$|^InvalidAttributeValue$/,
  );
  const RedriveAllowPolicy = `{"redrivePermission":${value}}`;
  const other = { QueueUrl: "q", Attributes: { RedriveAllowPolicy } };
  expect(rig.refusal("sqs", "SetQueueAttributes", other).name).toBe("InvalidAttributeValue");
});
