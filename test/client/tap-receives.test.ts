import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  PutRecordCommand,
  SubscribeToShardCommand,
} from "@aws-sdk/client-kinesis";
import {
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
} from "@aws-sdk/client-sqs";
import { describe, expect, it } from "vitest";

import { encodePayload, payloadChecksum } from "../../src/workload/payload.ts";
import { event } from "../producer/fake-run.ts";
import { bytes, tapped, type TapRig, textOf, timeless } from "./tap-rig.ts";

async function put(rig: TapRig, ...texts: string[]): Promise<void> {
  for (const text of texts) {
    const input = { StreamName: "trucks", PartitionKey: "mine", Data: bytes(text) };
    await rig.kinesis("producer-1").send(new PutRecordCommand(input));
  }
}

async function sendTo(QueueUrl: string, rig: TapRig, ...texts: string[]): Promise<void> {
  const isFifo = QueueUrl.endsWith(".fifo");
  for (const MessageBody of texts) {
    const order = { MessageGroupId: "mine", MessageDeduplicationId: MessageBody };
    const input = { QueueUrl, MessageBody, ...(isFifo && order) };
    await rig.sqs("producer-1").send(new SendMessageCommand(input));
  }
}

async function receive(rig: TapRig, QueueUrl: string, more: object = {}): Promise<Message[]> {
  const input = { QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1, ...more };
  return (await rig.sqs().send(new ReceiveMessageCommand(input))).Messages ?? [];
}

describe("a delivery", () => {
  it("by GetRecords is written with its consumer, its shard and its place, and its bytes are billed", async () => {
    await tapped(async (rig) => {
      await rig.stream();
      const body = encodePayload(event("truck_7", 12), 300);
      await put(rig, body, "of my own");
      await rig.readAll(rig.kinesis("map-2"));
      expect(rig.billed.reads).toEqual([300 + "mine".length, "of my own".length + "mine".length]);
      const [one, two] = rig.of("ack");
      const common = { type: "delivery", app: "map", consumer: "map-2", lane: one!.lane, atMs: 0 };
      const checksum = payloadChecksum(body);
      const payload = { key: "truck_7", seq: 12, index: 12, bytes: 300, intact: true };
      const mine = { key: "mine", seq: 0, index: 0, bytes: 9, intact: true };
      expect(timeless(rig.of("delivery"))).toEqual([
        {
          ...common,
          position: one!.position,
          ...payload,
          checksum,
        },
        {
          ...common,
          position: two!.position,
          ...mine,
          checksum: payloadChecksum("of my own"),
        },
      ]);
    });
  });

  it("of the next page is of the same shard", async () => {
    await tapped(async (rig) => {
      await rig.stream();
      await put(rig, "one");
      const client = rig.kinesis();
      const place = { StreamName: "trucks", ShardId: "shardId-000000000000" };
      const { ShardIterator } = await client.send(
        new GetShardIteratorCommand({ ...place, ShardIteratorType: "TRIM_HORIZON" }),
      );
      await rig.clock.sleep(1000);
      const { NextShardIterator } = await client.send(new GetRecordsCommand({ ShardIterator }));
      await put(rig, "two");
      await rig.clock.sleep(1000);
      await client.send(new GetRecordsCommand({ ShardIterator: NextShardIterator }));
      const lane = "shardId-000000000000";
      expect(rig.of("delivery").map((one) => [one.lane, one.seq])).toEqual([
        [lane, 0],
        [lane, 1],
      ]);
    });
  });

  it("that an expired iterator keeps from coming is written as that", async () => {
    await tapped(async (rig) => {
      await rig.stream();
      const client = rig.kinesis("map-2");
      const place = { StreamName: "trucks", ShardId: "shardId-000000000000" };
      const { ShardIterator } = await client.send(
        new GetShardIteratorCommand({ ...place, ShardIteratorType: "TRIM_HORIZON" }),
      );
      await rig.clock.sleep(301_000);
      await expect(client.send(new GetRecordsCommand({ ShardIterator }))).rejects.toThrow(
        "Iterator expired",
      );
      const reader = { type: "lease", app: "map", consumer: "map-2", lane: place.ShardId };
      expect(timeless(rig.of("lease"))).toEqual([{ ...reader, action: "expired", atMs: 0 }]);
    });
  });

  it("by enhanced fan-out is written as it is pushed, and its bytes are billed", async () => {
    await tapped(async (rig) => {
      await rig.stream();
      const ConsumerARN = await rig.fanOutConsumer();
      await put(rig, "one", "three");
      const { EventStream } = await rig.kinesis("map-3").send(
        new SubscribeToShardCommand({
          ConsumerARN,
          ShardId: "shardId-000000000000",
          StartingPosition: { Type: "TRIM_HORIZON" },
        }),
      );
      const pushed: string[] = [];
      for await (const { SubscribeToShardEvent } of EventStream!) {
        for (const { Data } of SubscribeToShardEvent?.Records ?? []) pushed.push(textOf(Data));
        if (pushed.length === 2) break;
      }
      expect(pushed).toEqual(["one", "three"]);
      const common = { consumer: "map-3", lane: "shardId-000000000000", key: "mine" };
      expect(rig.of("delivery")).toMatchObject([
        { ...common, seq: 0 },
        { ...common, seq: 1 },
      ]);
      expect(rig.billed.fanOut).toEqual([7, 9]);
    });
  });

  it("that nobody sent and nobody can read is counted as such", async () => {
    await tapped(async (rig) => {
      await rig.stream();
      const input = { StreamName: "trucks", PartitionKey: "mine", Data: bytes("from elsewhere") };
      await rig.target.kinesis().send(new PutRecordCommand(input));
      await rig.readAll(rig.kinesis());
      expect(rig.of("delivery")).toMatchObject([
        { key: "(unreadable)", seq: -1, index: -1, intact: false },
      ]);
    });
  });
});

describe("a receive from a FIFO queue", () => {
  it("that asks for nothing gives the history positions, and the caller the answer without", async () => {
    await tapped(async (rig) => {
      const QueueUrl = await rig.queue();
      await sendTo(QueueUrl, rig, "one", "two");
      const messages = await receive(rig, QueueUrl);
      expect(messages.map(({ Body }) => Body)).toEqual(["one", "two"]);
      for (const message of messages) {
        expect(Object.keys(message).sort()).toEqual([
          "Body",
          "MD5OfBody",
          "MessageId",
          "ReceiptHandle",
        ]);
      }
      expect(rig.of("delivery").map(({ position }) => position)).toEqual(
        rig.of("ack").map(({ position }) => position),
      );
      expect(rig.of("delivery")[0]!.position).toMatch(/^\d{20}$/);
    });
  });

  it.each([
    [{ MessageSystemAttributeNames: ["MessageGroupId"] }, ["MessageGroupId"]],
    [{ AttributeNames: ["MessageGroupId"] }, ["MessageGroupId"]],
    [
      { MessageSystemAttributeNames: ["SequenceNumber", "MessageGroupId"] },
      ["MessageGroupId", "SequenceNumber"],
    ],
    [{ AttributeNames: ["SequenceNumber"] }, ["SequenceNumber"]],
  ])("that asks for %o gets just that", async (asked, names) => {
    await tapped(async (rig) => {
      const QueueUrl = await rig.queue();
      await sendTo(QueueUrl, rig, "one");
      const [message] = await receive(rig, QueueUrl, asked);
      expect(Object.keys(message!.Attributes ?? {}).sort()).toEqual(names);
      expect(rig.of("delivery")[0]!.position).toBe(rig.of("ack")[0]!.position);
    });
  });

  it("that asks for all gets the sequence number too", async () => {
    await tapped(async (rig) => {
      const QueueUrl = await rig.queue();
      await sendTo(QueueUrl, rig, "one");
      const [message] = await receive(rig, QueueUrl, { MessageSystemAttributeNames: ["All"] });
      expect(message!.Attributes).toMatchObject({ SequenceNumber: rig.of("ack")[0]!.position });
    });
  });

  it("that finds nothing is as empty as without the tap, and a billed request", async () => {
    await tapped(async (rig) => {
      const QueueUrl = await rig.queue();
      const output = await rig.sqs().send(new ReceiveMessageCommand({ QueueUrl }));
      expect(output).not.toHaveProperty("Messages");
      expect(rig.billed.sqs).toEqual([0]);
    });
  });
});

it("a receive from a standard queue is known by the message id, the answer as it was", async () => {
  await tapped(async (rig) => {
    const QueueUrl = await rig.queue("trucks");
    await sendTo(QueueUrl, rig, "one");
    const [message] = await receive(rig, QueueUrl, { WaitTimeSeconds: 20 });
    expect(rig.of("delivery")).toMatchObject([{ position: message!.MessageId, lane: "trucks" }]);
    expect(message).not.toHaveProperty("Attributes");
    expect(rig.billed.sqs).toEqual([3, 3]);
  });
});

describe("a commit", () => {
  it("is written for a DeleteMessage that the service took, with the event", async () => {
    await tapped(async (rig) => {
      const QueueUrl = await rig.queue();
      await sendTo(QueueUrl, rig, "one", "two");
      const [first] = await receive(rig, QueueUrl);
      const ReceiptHandle = first!.ReceiptHandle!;
      await rig.sqs("map-1").send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      const { position } = rig.of("ack")[0]!;
      const place = { app: "map", consumer: "map-1", lane: "trucks.fifo", position };
      expect(timeless(rig.of("commit"))).toEqual([
        { type: "commit", ...place, key: "mine", seq: 0, scope: "event", atMs: 0 },
      ]);
      expect(rig.billed.sqs.at(-1)).toBe(0);
    });
  });

  it("is written for each entry of a DeleteMessageBatch that the service took", async () => {
    await tapped(async (rig) => {
      const QueueUrl = await rig.queue();
      await sendTo(QueueUrl, rig, "one", "two", "three");
      const messages = await receive(rig, QueueUrl);
      const handles = messages.map(({ ReceiptHandle }) => ReceiptHandle!);
      const Entries = [handles[2]!, "no such handle", handles[0]!].map((ReceiptHandle, index) => ({
        Id: `${index}`,
        ReceiptHandle,
      }));
      await rig.sqs().send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
      expect(new Set(rig.of("commit").map(({ seq }) => seq))).toEqual(new Set([0, 2]));
      expect(rig.of("commit")).toHaveLength(2);
      expect(rig.of("retry")).toEqual([]);
    });
  });

  it("is written once, however often the same is deleted", async () => {
    await tapped(async (rig) => {
      const QueueUrl = await rig.queue();
      await sendTo(QueueUrl, rig, "one");
      const [message] = await receive(rig, QueueUrl);
      const input = { QueueUrl, ReceiptHandle: message!.ReceiptHandle! };
      await rig.sqs().send(new DeleteMessageCommand(input));
      await rig.sqs().send(new DeleteMessageCommand(input));
      expect(rig.of("commit")).toHaveLength(1);
    });
  });

  it("is not written when the service refused; deleting again is a retry", async () => {
    await tapped(
      async (rig) => {
        const QueueUrl = await rig.queue();
        await sendTo(QueueUrl, rig, "one");
        const [message] = await receive(rig, QueueUrl);
        const input = { QueueUrl, ReceiptHandle: message!.ReceiptHandle! };
        const client = rig.sqs();
        await expect(client.send(new DeleteMessageCommand(input))).rejects.toThrow();
        expect(rig.of("commit")).toEqual([]);
        const before = rig.of("retry").length;
        const Entries = [{ Id: "0", ReceiptHandle: input.ReceiptHandle }];
        await client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
        expect(rig.of("retry")[before]).toMatchObject({ action: "DeleteMessage" });
        expect(rig.of("commit")).toHaveLength(1);
      },
      { faults: [{ kind: "throttle", actions: ["DeleteMessage"] }] },
    );
  });
});

it("sizes are bytes, whatever the script", async () => {
  await tapped(async (rig) => {
    await rig.stream();
    await put(rig, "🚚");
    const QueueUrl = await rig.queue("trucks");
    await sendTo(QueueUrl, rig, "пять");
    await rig.readAll(rig.kinesis());
    await receive(rig, QueueUrl, { WaitTimeSeconds: 20 });
    expect(rig.of("send").map((one) => one.bytes)).toEqual([4, 8]);
    expect(rig.of("delivery").map((one) => one.bytes)).toEqual([4, 8]);
    expect(rig.billed).toMatchObject({ puts: [4 + "mine".length], sqs: [8, 8] });
  });
});
