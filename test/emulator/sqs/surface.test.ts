import {
  AddPermissionCommand,
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ListQueueTagsCommand,
  type QueueAttributeName,
  RemovePermissionCommand,
  SetQueueAttributesCommand,
  type SQSClient,
  TagQueueCommand,
  UntagQueueCommand,
} from "@aws-sdk/client-sqs";
import { describe, expect, test } from "vitest";

import { inVirtualTime } from "../../../src/clock/virtual-time.ts";
import { clients, Rig } from "../rig.ts";

type Attributes = Record<string, string>;

/** The unmodified SDK on a model with one standard queue. */
async function withQueue<T>(run: (sqs: SQSClient, QueueUrl: string) => Promise<T>): Promise<T> {
  return inVirtualTime(1, async () => {
    const { sqs } = clients();
    const { QueueUrl = "" } = await sqs.send(new CreateQueueCommand({ QueueName: "q" }));
    return run(sqs, QueueUrl);
  });
}

async function attributesOf(
  sqs: SQSClient,
  QueueUrl: string,
  ...names: QueueAttributeName[]
): Promise<Attributes | undefined> {
  const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: names });
  return (await sqs.send(command)).Attributes;
}

function refused(action: string, input: object): { name: string; message: string } {
  const rig = new Rig();
  rig.queue("q");
  rig.queue("q.fifo");
  return rig.refusal("sqs", action, { QueueUrl: "q", ...input });
}

describe("tags", () => {
  test("are added, overwritten, listed and removed", async () => {
    await withQueue(async (sqs, QueueUrl) => {
      const tags = async () => (await sqs.send(new ListQueueTagsCommand({ QueueUrl }))).Tags;
      expect(await tags()).toBeUndefined();
      await sqs.send(new TagQueueCommand({ QueueUrl, Tags: { a: "1", A: "2", b: "" } }));
      await sqs.send(new TagQueueCommand({ QueueUrl, Tags: { a: "3" } }));
      expect(await tags()).toEqual({ a: "3", A: "2", b: "" });
      await sqs.send(new UntagQueueCommand({ QueueUrl, TagKeys: ["a", "b", "no"] }));
      expect(await tags()).toEqual({ A: "2" });
      await sqs.send(new UntagQueueCommand({ QueueUrl, TagKeys: ["A"] }));
      expect(await tags()).toBeUndefined();
    });
  });
  test("come with a new queue", async () => {
    await inVirtualTime(1, async () => {
      const { sqs } = clients();
      const command = new CreateQueueCommand({ QueueName: "q", tags: { a: "1" } });
      const { QueueUrl } = await sqs.send(command);
      const { Tags } = await sqs.send(new ListQueueTagsCommand({ QueueUrl }));
      expect(Tags).toEqual({ a: "1" });
    });
  });
  test.each([
    ["TagQueue", { Tags: {} }, "Tags"],
    ["TagQueue", {}, "Tags"],
    ["UntagQueue", { TagKeys: [] }, "TagKeys"],
  ])("%s without any is refused: %o", (action, input, parameter) => {
    expect(refused(action, input)).toEqual({
      name: "MissingParameter",
      message: `The request must contain the parameter ${parameter}.`,
    });
  });
  test.each([
    [{ "": "x" }, "between 1 and 128"],
    [{ ["k".repeat(129)]: "x" }, "between 1 and 128"],
    [{ a: "v".repeat(257) }, "between 0 and 256"],
    [{ "a!": "x" }, "may only contain"],
    [Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`k${i}`, ""])), "Too many tags"],
  ])("such as %o are refused", (Tags, reason) => {
    const error = refused("TagQueue", { Tags });
    expect(error.name).toBe("InvalidParameterValue");
    expect(error.message).toContain(reason);
  });
});

describe("permissions", () => {
  const allow = { AWSAccountIds: ["111122223333"], Actions: ["ReceiveMessage"], Label: "one" };

  test("make a policy as AWS writes it, and the last one removed takes it away", async () => {
    await withQueue(async (sqs, QueueUrl) => {
      const policy = async (): Promise<unknown> => {
        const attributes = await attributesOf(sqs, QueueUrl, "Policy");
        return attributes === undefined ? undefined : JSON.parse(attributes["Policy"] ?? "");
      };
      await sqs.send(new AddPermissionCommand({ QueueUrl, ...allow }));
      const arn = "arn:aws:sqs:us-east-1:000000000000:q";
      const one = {
        Sid: "one",
        Effect: "Allow",
        Principal: { AWS: "arn:aws:iam::111122223333:root" },
        Action: "SQS:ReceiveMessage",
        Resource: arn,
      };
      expect(await policy()).toEqual({
        Version: "2008-10-17",
        Id: `${arn}/SQSDefaultPolicy`,
        Statement: [one],
      });
      const two = {
        AWSAccountIds: ["111122223333", "444455556666"],
        Actions: ["SendMessage", "*"],
        Label: "two",
      };
      await sqs.send(new AddPermissionCommand({ QueueUrl, ...two }));
      expect(await policy()).toMatchObject({
        Statement: [
          one,
          {
            Sid: "two",
            Principal: {
              AWS: ["arn:aws:iam::111122223333:root", "arn:aws:iam::444455556666:root"],
            },
            Action: ["SQS:SendMessage", "SQS:*"],
          },
        ],
      });
      await sqs.send(new RemovePermissionCommand({ QueueUrl, Label: "two" }));
      expect(await policy()).toMatchObject({ Statement: [one] });
      await sqs.send(new RemovePermissionCommand({ QueueUrl, Label: "one" }));
      expect(await policy()).toBeUndefined();
    });
  });
  test.each([
    [{ Label: undefined }, "MissingParameter", "The request must contain the parameter Label."],
    [{ Actions: [] }, "MissingParameter", "The request must contain the parameter ActionName."],
    [
      { AWSAccountIds: [] },
      "MissingParameter",
      "The request must contain the parameter AWSAccountIds.",
    ],
    [
      { Actions: ["CreateQueue"] },
      "InvalidParameterValue",
      "Value SQS:CreateQueue for parameter ActionName is invalid. Reason: Only the queue owner is allowed to invoke this action.",
    ],
    [
      { Actions: ["SendMessageBatch"] },
      "InvalidParameterValue",
      "Value SQS:SendMessageBatch for parameter ActionName is invalid. Reason: Please refer to the appropriate WSDL for a list of valid actions.",
    ],
    [
      { AWSAccountIds: ["me"] },
      "InvalidParameterValue",
      "Value [me] for parameter PrincipalId is invalid. Reason: Unable to verify.",
    ],
  ])("with %o are refused", (change, name, message) => {
    expect(refused("AddPermission", { ...allow, ...change })).toEqual({ name, message });
  });
  test("are refused under a label that is taken, removed only under one that is not", () => {
    const rig = new Rig();
    const QueueUrl = rig.queue("q");
    const none = rig.refusal("sqs", "RemovePermission", { QueueUrl, Label: "one" });
    expect(none.message).toBe(
      "Value one for parameter Label is invalid. Reason: can't find label.",
    );
    rig.sqs("AddPermission", { QueueUrl, ...allow });
    rig.sqs("AddPermission", { QueueUrl, ...allow });
    const other = { QueueUrl, ...allow, Actions: ["SendMessage"] };
    expect(rig.refusal("sqs", "AddPermission", other).message).toBe(
      "Value one for parameter Label is invalid. Reason: Already exists.",
    );
  });
  test("are 20 at most", () => {
    const rig = new Rig();
    const QueueUrl = rig.queue("q");
    const add = (Label: string) => ({ QueueUrl, ...allow, Label });
    for (let i = 0; i < 20; i += 1) rig.sqs("AddPermission", add(`label${i}`));
    expect(rig.refusal("sqs", "AddPermission", add("more"))).toEqual({
      name: "OverLimit",
      message: "21 Statements were found, maximum allowed is 20.",
    });
  });
});

describe("attributes", () => {
  test("a key of KMS turns the encryption of SQS off, and the other way round", async () => {
    await withQueue(async (sqs, QueueUrl) => {
      const set = (Attributes: Attributes) =>
        sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
      const encryption = () =>
        attributesOf(
          sqs,
          QueueUrl,
          "KmsMasterKeyId",
          "KmsDataKeyReusePeriodSeconds",
          "SqsManagedSseEnabled",
        );
      expect(await encryption()).toEqual({ SqsManagedSseEnabled: "true" });
      await set({ KmsMasterKeyId: "alias/aws/sqs" });
      expect(await encryption()).toEqual({
        KmsMasterKeyId: "alias/aws/sqs",
        KmsDataKeyReusePeriodSeconds: "300",
        SqsManagedSseEnabled: "false",
      });
      await set({ KmsMasterKeyId: "", KmsDataKeyReusePeriodSeconds: "300" });
      expect(await encryption()).toEqual({ SqsManagedSseEnabled: "false" });
      await set({ SqsManagedSseEnabled: "true" });
      expect(await encryption()).toEqual({ SqsManagedSseEnabled: "true" });
      const both = set({ KmsMasterKeyId: "alias/aws/sqs", SqsManagedSseEnabled: "true" });
      await expect(both).rejects.toMatchObject({
        name: "InvalidAttributeName",
        message:
          "You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or SQS SSE.",
      });
    });
  });
  test("an empty policy is none, at creation as later", async () => {
    await withQueue(async (sqs, QueueUrl) => {
      const set = (Policy: string) =>
        sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
      const Statement = { Effect: "Allow", Principal: "*", Action: "sqs:*", Resource: "*" };
      const Policy = JSON.stringify({ Version: "2012-10-17", Statement });
      await set(Policy);
      expect(await attributesOf(sqs, QueueUrl, "Policy")).toEqual({ Policy });
      await set("");
      expect(await attributesOf(sqs, QueueUrl, "Policy")).toBeUndefined();
      const other = new CreateQueueCommand({ QueueName: "r", Attributes: { Policy: "" } });
      const { QueueUrl: otherUrl = "" } = await sqs.send(other);
      expect(await attributesOf(sqs, otherUrl, "All")).not.toHaveProperty("Policy");
    });
  });
  const throughput = { FifoThroughputLimit: "perMessageGroupId" };
  test.each([
    ["q", {}, "MissingParameter", "The request must contain the parameter Attribute.Name."],
    ["q", { FifoQueue: "true" }, "InvalidAttributeName", "Unknown Attribute FifoQueue."],
    [
      "q.fifo",
      { FifoQueue: "false" },
      "InvalidAttributeValue",
      "Invalid value for the parameter FifoQueue. Reason: Modifying queue type is not supported.",
    ],
    [
      "q",
      throughput,
      "InvalidAttributeName",
      "You can specify the FifoThroughputLimit only when FifoQueue is set to true.",
    ],
    [
      "q.fifo",
      throughput,
      "InvalidParameterValue",
      "The perMessageGroupId value is allowed only when the value for DeduplicationScope is messageGroup",
    ],
    ["q", { Policy: "no" }, "InvalidAttributeValue", "Invalid value for the parameter Policy."],
    [
      "q",
      { DelaySeconds: "" },
      "InvalidAttributeValue",
      "Invalid value for the parameter DelaySeconds.",
    ],
  ])("of %s cannot become %o", (QueueUrl, Attributes, name, message) => {
    const error = refused("SetQueueAttributes", { QueueUrl, Attributes });
    expect(error).toEqual({ name, message });
  });
  test("the throughput limit per group can follow the scope", () => {
    const rig = new Rig();
    const QueueUrl = rig.queue("q.fifo", { DeduplicationScope: "messageGroup" });
    rig.sqs("SetQueueAttributes", { QueueUrl, Attributes: throughput });
    const AttributeNames = ["FifoThroughputLimit"];
    const answer = rig.sqs("GetQueueAttributes", { QueueUrl, AttributeNames });
    expect(answer).toEqual({ Attributes: throughput });
  });
});

describe("a queue's name", () => {
  test.each([
    [
      "CreateQueue",
      {},
      "Value for parameter QueueName is invalid. Reason: Must specify a queue name.",
    ],
    ["CreateQueue", { QueueName: "" }, "Queue name cannot be empty"],
    [
      "GetQueueUrl",
      { QueueName: "" },
      "Value for parameter QueueName is invalid. Reason: Must specify a queue name.",
    ],
    [
      "CreateQueue",
      { QueueName: "a/b" },
      "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length",
    ],
  ])("in %s %o is refused", (action, input, message) => {
    expect(refused(action, input)).toEqual({ name: "InvalidParameterValue", message });
  });
  test("decides the type of the queue: FifoQueue=false is no attribute", () => {
    const input = { QueueName: "r", Attributes: { FifoQueue: "false" } };
    expect(refused("CreateQueue", input)).toEqual({
      name: "InvalidAttributeName",
      message: "Unknown Attribute FifoQueue.",
    });
  });
});
