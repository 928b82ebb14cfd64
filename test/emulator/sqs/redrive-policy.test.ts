import { describe, expect, test } from "vitest";

import { Rig } from "../rig.ts";

function arn(name: string): string {
  return `arn:aws:sqs:us-east-1:000000000000:${name}`;
}

function policy(target: string, maxReceiveCount: unknown) {
  return { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arn(target), maxReceiveCount }) };
}

const unsupported =
  "Amazon SQS can't create the redrive allow policy, as it’s in an unsupported format.";

describe("a redrive policy", () => {
  const invalid: [string, string, string][] = [
    ["without a count", JSON.stringify({ deadLetterTargetArn: arn("dead") }), "maxReceiveCount."],
    ["without a target", JSON.stringify({ maxReceiveCount: 1 }), "deadLetterTargetArn."],
    ["with a count of 0", policy("dead", 0)["RedrivePolicy"] ?? "", "from 1 to 1000"],
    ["with a count of 1001", policy("dead", 1001)["RedrivePolicy"] ?? "", "from 1 to 1000"],
    ["with no number", policy("dead", "invalid")["RedrivePolicy"] ?? "", "from 1 to 1000"],
    [
      "with a malformed target",
      '{"deadLetterTargetArn": "dummy", "maxReceiveCount": 42}',
      'Value {"deadLetterTargetArn": "dummy", "maxReceiveCount": 42} for parameter RedrivePolicy is invalid. Reason: Invalid value for deadLetterTargetArn.',
    ],
    [
      "with a target of another account",
      JSON.stringify({ deadLetterTargetArn: "arn:aws:sqs:us-east-1:1:dead", maxReceiveCount: 1 }),
      "Dead-letter target owner should be same as the source.",
    ],
    ["with an unknown target", policy("no", 1)["RedrivePolicy"] ?? "", "target does not exist."],
    ["from standard to FIFO", policy("no.fifo", 1)["RedrivePolicy"] ?? "", "as the source.."],
    [
      "with a topic",
      JSON.stringify({ deadLetterTargetArn: "arn:aws:sns:us-east-1:1:t", maxReceiveCount: 1 }),
      "Only SQS queues are valid resources for deadLetterTargetArn.",
    ],
    [
      "with more in it",
      JSON.stringify({ deadLetterTargetArn: arn("dead"), maxReceiveCount: 1, more: 1 }),
      "Only following attributes are supported: [maxReceiveCount, deadLetterTargetArn].",
    ],
  ];
  test.each(invalid)("%s is refused", (_, RedrivePolicy, reason) => {
    const rig = new Rig();
    rig.queue("dead");
    rig.queue("dead.fifo");
    const QueueUrl = rig.queue("q");
    const create = { QueueName: "other", Attributes: { RedrivePolicy } };
    const set = { QueueUrl, Attributes: { RedrivePolicy } };
    for (const [action, input] of [
      ["CreateQueue", create],
      ["SetQueueAttributes", set],
    ] as const) {
      const { name, message } = rig.refusal("sqs", action, input);
      expect(name).toBe("InvalidParameterValue");
      expect(message).toContain(reason);
    }
    expect(rig.sqs("ListQueues", { QueueNamePrefix: "other" })).toEqual({});
  });
  test("takes its count as a text too, and is shown with a number and no white space", () => {
    const rig = new Rig();
    rig.queue("dead");
    const RedrivePolicy = `{ "maxReceiveCount": "42", "deadLetterTargetArn": "${arn("dead")}" }`;
    const QueueUrl = rig.queue("q", { RedrivePolicy });
    const asked = { QueueUrl, AttributeNames: ["RedrivePolicy"] };
    expect(rig.sqs("GetQueueAttributes", asked).Attributes).toEqual({
      RedrivePolicy: `{"maxReceiveCount":42,"deadLetterTargetArn":"${arn("dead")}"}`,
    });
    expect(rig.queue("q", { RedrivePolicy })).toBe(QueueUrl);
  });
  test.each([
    ["RedrivePolicy", "foo", "Redrive policy is not a valid JSON map."],
    ["RedriveAllowPolicy", "foo", unsupported],
    ["RedriveAllowPolicy", '{"redrivePermission":"some"}', unsupported],
    ["RedriveAllowPolicy", '{"redrivePermission":"denyAll","more":1}', unsupported],
    ["RedriveAllowPolicy", '{"redrivePermission":"byQueue","sourceQueueArns":"a"}', unsupported],
  ])("%s cannot be %s", (attribute, value, reason) => {
    const input = { QueueName: "q", Attributes: { [attribute]: value } };
    expect(new Rig().refusal("sqs", "CreateQueue", input)).toEqual({
      name: "InvalidAttributeValue",
      message: `Invalid value for the parameter ${attribute}. Reason: ${reason}`,
    });
  });
  test.each([
    ["denyAll", false],
    ["allowAll", true],
    ["byQueue", true],
  ])("is subject to its target's permission %s", (redrivePermission, isAllowed) => {
    const rig = new Rig();
    const sources = redrivePermission === "byQueue" && { sourceQueueArns: [arn("q")] };
    rig.queue("dead", { RedriveAllowPolicy: JSON.stringify({ redrivePermission, ...sources }) });
    const create = (QueueName: string) => ({ QueueName, Attributes: policy("dead", 1) });
    if (isAllowed) rig.sqs("CreateQueue", create("q"));
    else expect(rig.refusal("sqs", "CreateQueue", create("q")).name).toBe("InvalidParameterValue");
    if (redrivePermission === "byQueue") {
      const other = rig.refusal("sqs", "CreateQueue", create("other"));
      expect(other.name).toBe("InvalidParameterValue");
    }
  });
  test("of a target is shown without a list that is null", () => {
    const rig = new Rig();
    const QueueUrl = rig.queue("dead", {
      RedriveAllowPolicy: '{"redrivePermission": "denyAll", "sourceQueueArns": null}',
    });
    const input = { QueueUrl, AttributeNames: ["RedriveAllowPolicy"] };
    expect(rig.sqs("GetQueueAttributes", input)).toEqual({
      Attributes: { RedriveAllowPolicy: '{"redrivePermission":"denyAll"}' },
    });
  });
  test.each([
    [
      { redrivePermission: "byQueue", sourceQueueArns: Array(11).fill("a") },
      "The maximum number of source queue ARNs you can specify is 10.",
    ],
    [
      { redrivePermission: "byQueue" },
      "When you specify the byQueue permission type, you must also specify one or more sourceQueueArns values.",
    ],
    [
      { redrivePermission: "denyAll", sourceQueueArns: ["a"] },
      "To specify one or more source queue ARNs, you must set redrivePermission to byQueue.",
    ],
  ])("of a target cannot be %j", (value, reason) => {
    const text = JSON.stringify(value);
    const input = { QueueName: "dead", Attributes: { RedriveAllowPolicy: text } };
    expect(new Rig().refusal("sqs", "CreateQueue", input)).toEqual({
      name: "InvalidParameterValue",
      message: `Value ${text} for parameter RedriveAllowPolicy is invalid. Reason: Amazon SQS can't create the redrive allow policy. ${reason}`,
    });
  });
});
