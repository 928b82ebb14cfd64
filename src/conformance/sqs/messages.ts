import assert from "node:assert/strict";
import { createHash } from "node:crypto";

import type { MessageAttributeValue } from "@aws-sdk/client-sqs";

import { present, refused } from "../expect.ts";
import { rulesOf } from "../rule.ts";
import { md5OfAttributes } from "./md5-of-attributes.ts";

const oneMiB = 2 ** 20;

/** What a message carries and how large it may be. */
export const messageRules = rulesOf("sqs", [
  {
    id: "md5-of-body",
    title: "Send and receive answer with the MD5 of the body",
    source: "Q-SDK SendMessage",
    check: async (sandbox) => {
      const queue = await sandbox.queue();
      const body = "position Ω 1";
      const md5 = createHash("md5").update(body).digest("hex");
      assert.equal((await queue.send(body)).MD5OfMessageBody, md5);
      assert.equal((await queue.receiveOne()).MD5OfBody, md5);
    },
  },
  {
    id: "attributes",
    title: "Message attributes of every type come back unchanged, with their MD5",
    source: "Q-SDK SendMessage; SDG/sqs-message-metadata",
    check: async (sandbox) => {
      const queue = await sandbox.queue();
      const MessageAttributes: Record<string, MessageAttributeValue> = {
        truck: { DataType: "String", StringValue: "truck-7" },
        speed: { DataType: "Number.float", StringValue: "12.5" },
        raw: { DataType: "Binary", BinaryValue: Uint8Array.of(0, 1, 255) },
      };
      const sent = await queue.send("x", { MessageAttributes });
      assert.equal(sent.MD5OfMessageAttributes, md5OfAttributes(MessageAttributes));
      const message = await queue.receiveOne({ MessageAttributeNames: ["All"] });
      const received = present(message.MessageAttributes, "MessageAttributes");
      assert.equal(message.MD5OfMessageAttributes, sent.MD5OfMessageAttributes);
      assert.equal(received["truck"]?.StringValue, "truck-7");
      assert.equal(received["speed"]?.StringValue, "12.5");
      assert.equal(received["speed"]?.DataType, "Number.float");
      assert.deepEqual([...present(received["raw"]?.BinaryValue, "BinaryValue")], [0, 1, 255]);
    },
  },
  {
    id: "attributes-asked-for",
    title: "A receive gives only the attributes asked for, by name or by prefix",
    source: "Q-SDK ReceiveMessage MessageAttributeNames",
    check: async (sandbox) => {
      const queue = await sandbox.queue({ VisibilityTimeout: "0" });
      const value = { DataType: "String", StringValue: "x" };
      await queue.send("x", {
        MessageAttributes: { "gps.lat": value, "gps.lon": value, other: value },
      });
      const names = async (...asked: readonly string[]) => {
        const message = await queue.receiveOne({ MessageAttributeNames: [...asked] });
        return Object.keys(message.MessageAttributes ?? {}).toSorted();
      };
      assert.deepEqual(await names(), []);
      assert.deepEqual(await names("other"), ["other"]);
      assert.deepEqual(await names("gps.*"), ["gps.lat", "gps.lon"]);
    },
  },
  {
    id: "attribute-names",
    title: "An attribute's name has A-Z, a-z, 0-9, underscores, hyphens and periods",
    source:
      "SDG/sqs-message-metadata; letters U+00C0 to U+017F are left open: a test of LocalStack's, validated against AWS, has them accepted",
    check: async (sandbox) => {
      const queue = await sandbox.queue();
      const value = { DataType: "String", StringValue: "x" };
      await queue.send("x", { MessageAttributes: { "Aa-0_9.z": value } });
      for (const name of ["日本", "имя", "a b", "a!", ".a", "a.", "a..b", "AWS.x", "amazon.x"]) {
        await refused(
          queue.send("x", { MessageAttributes: { [name]: value } }),
          "InvalidParameterValue",
        );
      }
    },
  },
  {
    id: "attribute-numbers",
    title: "A Number has up to 38 digits and lies between 10^-128 and 10^126",
    source: "SDG/sqs-message-metadata",
    check: async (sandbox) => {
      const queue = await sandbox.queue();
      const send = (StringValue: string) =>
        queue.send("x", { MessageAttributes: { n: { DataType: "Number", StringValue } } });
      for (const number of ["0", "-12.5", "1e126", "1e-128", "9".repeat(38)]) await send(number);
      for (const number of ["1e127", "1e-200", "9".repeat(39), "ten"]) {
        await refused(send(number), "InvalidParameterValue");
      }
    },
  },
  {
    id: "ten-attributes",
    title: "A message has up to ten attributes: eleven are refused",
    source: "SDG/quotas-messages",
    check: async (sandbox) => {
      const queue = await sandbox.queue();
      const attributes = (count: number) =>
        Object.fromEntries(
          Array.from({ length: count }, (_, index) => [
            `a${index}`,
            { DataType: "String", StringValue: "x" },
          ]),
        );
      await queue.send("x", { MessageAttributes: attributes(10) });
      await refused(
        queue.send("x", { MessageAttributes: attributes(11) }),
        "InvalidParameterValue",
      );
    },
  },
  {
    id: "one-mib",
    title: "A message of 1 MiB is taken, one byte more is refused",
    source: "Q-SDK SendMessage; SDG/quotas-messages",
    check: async (sandbox) => {
      const queue = await sandbox.queue();
      await queue.send("x".repeat(oneMiB));
      await refused(queue.send("x".repeat(oneMiB + 1)), "InvalidParameterValue");
    },
  },
  {
    id: "size-with-attributes",
    title: "Attributes count into the size: names, types and values",
    source: "Q-SDK SendMessage; SDG/quotas-messages",
    check: async (sandbox) => {
      const queue = await sandbox.queue({ MaximumMessageSize: "1024" });
      const MessageAttributes = { name: { DataType: "String", StringValue: "x".repeat(100) } };
      await queue.send("x".repeat(1024 - 110), { MessageAttributes });
      await refused(
        queue.send("x".repeat(1024 - 109), { MessageAttributes }),
        "InvalidParameterValue",
      );
    },
  },
  {
    id: "invalid-characters",
    title: "Characters outside of XML 1.0 are refused: InvalidMessageContents",
    source: "Q-SDK SendMessage",
    check: async (sandbox) => {
      const queue = await sandbox.queue();
      await refused(queue.send("a\u0001b"), "InvalidMessageContents");
    },
  },
  {
    id: "empty-body",
    title: "A message without text is refused",
    source: "Q-SDK SendMessage (one character at least)",
    check: async (sandbox) => {
      const queue = await sandbox.queue();
      await refused(queue.send(""), "MissingParameter", "InvalidParameterValue");
    },
  },
  {
    id: "system-attributes",
    title: "System attributes say when it was sent and first received, and how often",
    source: "Q-SDK ReceiveMessage MessageSystemAttributeNames",
    check: async (sandbox) => {
      const queue = await sandbox.queue({ VisibilityTimeout: "0" });
      await queue.send("x");
      const receive = async () => {
        const { Attributes } = await queue.receiveOne({ MessageSystemAttributeNames: ["All"] });
        return present(Attributes, "Attributes");
      };
      const first = await receive();
      const again = await receive();
      assert(Math.abs(Number(first.SentTimestamp) - Date.now()) < 60_000);
      assert.equal(again.SentTimestamp, first.SentTimestamp);
      assert.equal(again.ApproximateFirstReceiveTimestamp, first.ApproximateFirstReceiveTimestamp);
      assert(Number(again.ApproximateReceiveCount) > Number(first.ApproximateReceiveCount));
      present(first.SenderId, "SenderId");
    },
  },
  {
    id: "trace-header",
    title: "AWSTraceHeader is the one system attribute that can be sent, and comes back",
    source: "Q-SDK SendMessage MessageSystemAttributes",
    check: async (sandbox) => {
      const queue = await sandbox.queue();
      const StringValue = "Root=1-5759e988-bd862e3fe1be46a994272793";
      await queue.send("x", {
        MessageSystemAttributes: { AWSTraceHeader: { DataType: "String", StringValue } },
      });
      const { Attributes } = await queue.receiveOne({ MessageSystemAttributeNames: ["All"] });
      assert.equal(Attributes?.AWSTraceHeader, StringValue);
    },
  },
  {
    id: "fair-queue-group",
    title: "A group id on a standard queue is kept, and does not lock its messages",
    source: "SDG/sqs-fair-queues",
    check: async (sandbox) => {
      const queue = await sandbox.queue();
      for (const body of ["0", "1", "2"]) await queue.send(body, { MessageGroupId: "tenant" });
      const message = await queue.receiveOne({ MessageSystemAttributeNames: ["MessageGroupId"] });
      assert.equal(message.Attributes?.MessageGroupId, "tenant");
      assert((await queue.receiveAll(2)).size >= 2);
    },
  },
]);
