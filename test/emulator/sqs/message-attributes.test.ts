import {
  CreateQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
} from "@aws-sdk/client-sqs";
import { describe, expect, test } from "vitest";

import { inVirtualTime } from "../../../src/clock/virtual-time.ts";
import { clients, Rig, tameQueue } from "../rig.ts";

const characters =
  "the set of allowed characters is #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF";

function refused(input: object): { name: string; message: string } {
  const rig = new Rig();
  const message = { QueueUrl: rig.queue("q"), MessageBody: "x", ...input };
  return rig.refusal("sqs", "SendMessage", message);
}

describe("message attributes", () => {
  const text = (StringValue: string, DataType = "String") => ({ DataType, StringValue });

  test.each([
    [
      "no name",
      { "": text("x") },
      "The request must contain non-empty message (user) attribute names.",
    ],
    [
      "no value",
      { a: { DataType: "String" } },
      "Message (user) attribute 'a' must contain a non-empty value of type 'String'.",
    ],
    [
      "an empty value",
      { a: text("") },
      "Message (user) attribute 'a' must contain a non-empty value of type 'String'.",
    ],
    [
      "nothing",
      { a: {} },
      "The message (user) attribute 'a' must contain a non-empty message attribute value.",
    ],
    [
      "no type",
      { a: { StringValue: "x" } },
      "The message (user) attribute 'a' must contain a non-empty message attribute type.",
    ],
    [
      "an unknown type",
      { a: text("x", "Text") },
      "The type of message (user) attribute 'a' is invalid. You must use only the following supported type prefixes: Binary, Number, String.",
    ],
    [
      "a long type",
      { a: text("x", `String.${"x".repeat(250)}`) },
      "Message (user) attribute type must be shorter than 256 bytes.",
    ],
    [
      "a long name",
      { ["a".repeat(257)]: text("x") },
      "Message (user) attribute name must be shorter than 256 bytes.",
    ],
    [
      "two values",
      { a: { ...text("x"), BinaryValue: "AA==" } },
      "Message (user) attribute 'a' must have a single value.",
    ],
    [
      "a value of the other kind",
      { a: text("x", "Binary") },
      "Message (user) attribute 'a' with type 'Binary' must use field 'Binary'.",
    ],
    [
      "no number",
      { a: text("world", "Number") },
      "Can't cast the value of message (user) attribute 'a' to a number.",
    ],
    [
      "a list",
      { a: { DataType: "String", StringListValues: ["x"] } },
      "Message attribute list values in SendMessage operation are not supported.",
    ],
    [
      "a reserved name",
      { "aWs.x": text("x") },
      "You can't use message attribute names beginning with 'AWS.' or 'Amazon'. These strings are reserved for internal use.",
    ],
    [
      "a dot first",
      { ".a": text("x") },
      "Message (user) attribute name must not begin with character '.'.",
    ],
    [
      "a dot last",
      { "a.": text("x") },
      "Message (user) attribute name must not end with character '.'.",
    ],
    [
      "two dots",
      { "a..b": text("x") },
      "Message (user) attribute name must not have successive '.' characters.",
    ],
    [
      "a control character",
      { a: text("x\u0008") },
      `Invalid binary character '#x8' was found in the message (user) attribute 'a', ${characters}`,
    ],
    [
      "eleven",
      Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`a${i}`, text("x")])),
      "Number of message attributes [11] exceeds the allowed maximum [10].",
    ],
  ])("with %s are refused", (_, MessageAttributes, message) => {
    expect(refused({ MessageAttributes })).toEqual({ name: "InvalidParameterValue", message });
  });
  test.each(["a!b", 'a"b', "a§b", "a(b", "a?b", "a b"])("named %s are refused", (name) => {
    expect(refused({ MessageAttributes: { [name]: text("x") } }).name).toBe(
      "InvalidParameterValue",
    );
  });
  test.each(["日本", "имя", "名前1", "aʰb", "a\u01FFb", "٣"])(
    "named in another script, as %s, are refused",
    (name) => {
      expect(refused({ MessageAttributes: { [name]: text("x") } })).toEqual({
        name: "InvalidParameterValue",
        message: `Invalid character in message (user) attribute name '${name}'. It can include alphanumeric characters, hyphens, underscores and periods.`,
      });
    },
  );
  test.each([
    "1e127",
    "1.0000001e126",
    "-1e127",
    "9e126",
    "10e126",
    "1e-129",
    "1e-200",
    "9.9e-129",
    "1".repeat(39),
    `0.${"1".repeat(39)}`,
    `1${"0".repeat(38)}1`,
    "1e999999999999999999999",
    "",
    "+",
    ".",
    "e5",
    "1e",
    "1e5.5",
    "0x10",
    "1,5",
    " 1",
    "1 ",
    "Infinity",
    "NaN",
    "1_0",
  ])("of type Number cannot be %j, with a custom label neither", (value) => {
    for (const type of ["Number", "Number.float"]) {
      const { name } = refused({ MessageAttributes: { a: text(value, type) } });
      expect(name).toBe("InvalidParameterValue");
    }
  });
  test.each([
    "0",
    "-0.0",
    "0e999",
    "1e126",
    "-1e126",
    "10e125",
    "0.1e127",
    "9.99e125",
    "1e-128",
    "9".repeat(38),
    `-${"9".repeat(38)}`,
    `000${"9".repeat(38)}000`,
    "1".padEnd(39, "0"),
    "230.000000000000000001",
    "1250800.0",
    "+.5",
    "5.",
    "1E+5",
    `0.${"0".repeat(127)}1`,
  ])("of type Number can be %j, and come back as they were sent", (value) => {
    const rig = new Rig({ standardQueue: tameQueue });
    const QueueUrl = rig.queue("q");
    const MessageAttributes = { a: text(value, "Number"), b: text(value, "Number.double") };
    rig.sqs("SendMessage", { QueueUrl, MessageBody: "x", MessageAttributes });
    const [message] = rig.receive(QueueUrl, { MessageAttributeNames: ["All"] });
    expect(message.MessageAttributes).toEqual(MessageAttributes);
  });
  test("of a type with a character that no body may have are refused", () => {
    const { message } = refused({ MessageAttributes: { a: text("x", "String.\u0001") } });
    expect(message).toContain("Invalid binary character '#x1'");
  });
  test("of the system have one name", () => {
    const error = refused({ MessageSystemAttributes: { Hello: text("x") } });
    expect(error.message).toBe("Message system attribute name 'Hello' is invalid.");
  });

  test("go through the SDK with the sums that AWS gave", async () => {
    await inVirtualTime(1, async () => {
      const { sqs } = clients({ standardQueue: tameQueue });
      const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "q" }));
      const AWSTraceHeader = text(
        "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1",
      );
      const sent = await sqs.send(
        new SendMessageCommand({
          QueueUrl,
          MessageBody: "msg",
          MessageAttributes: {
            "Help.Me": text("Me"),
            Hello: text("There"),
            General: text("Kenobi"),
          },
          MessageSystemAttributes: { AWSTraceHeader },
        }),
      );
      // Recorded in LocalStack's test_sqs.snapshot.json and test_system_attributes_have_no_effect_on_attr_md5.
      expect(sent.MD5OfMessageAttributes).toBe("4c360f3fdafd970e05fae2f149d997f5");
      expect(sent.MD5OfMessageSystemAttributes).toBe("5ae4d5d7636402d80f4eb6d213245a88");
      const received = async (...names: string[]) => {
        const command = new ReceiveMessageCommand({
          QueueUrl,
          VisibilityTimeout: 0,
          MessageAttributeNames: names,
        });
        return (await sqs.send(command)).Messages?.[0]?.MD5OfMessageAttributes;
      };
      expect(await received()).toBeUndefined();
      expect(await received("Foo", "Help")).toBeUndefined();
      for (const all of ["All", "*", ".*"]) {
        expect(await received(all)).toBe("4c360f3fdafd970e05fae2f149d997f5");
      }
      expect(await received("Hello", "General")).toBe("fca026605781cb4126a1e9044df24232");
      expect(await received("Foo", "Hello")).toBe("a311262e065454b75da111d535b8dacd");
      expect(await received("Hel.*")).toBe("83fee93c1bcd8b9a5a923ffacdc636c7");
    });
  });
  test("may be of custom types, have names with Latin letters, and be none", async () => {
    await inVirtualTime(1, async () => {
      const { sqs } = clients({ standardQueue: tameQueue });
      const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "q" }));
      const MessageAttributes = {
        UserId: text("1234567890123456789012", "Number.bigint"),
      };
      const Entries = [
        { Id: "custom", MessageBody: "x", MessageAttributes },
        { Id: "name", MessageBody: "x", MessageAttributes: { "attr.1øßä": text("Valida") } },
        { Id: "none", MessageBody: "x", MessageAttributes: {} },
      ];
      const sent = await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
      expect(sent.Failed).toBeUndefined();
      const [custom, , none] = sent.Successful ?? [];
      // From Inqnuam/local-aws-sqs, test/send-message.test.ts.
      expect(custom?.MD5OfMessageAttributes).toBe("797ab158d73dcb5242dedc4412c8e855");
      expect(none).not.toHaveProperty("MD5OfMessageAttributes");
    });
  });
});
