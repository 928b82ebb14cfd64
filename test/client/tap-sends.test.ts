import { PutRecordCommand, PutRecordsCommand } from "@aws-sdk/client-kinesis";
import { SendMessageBatchCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { describe, expect, it } from "vitest";

import { encodePayload, payloadChecksum } from "../../src/workload/payload.ts";
import { event } from "../producer/fake-run.ts";
import { bytes, tapped, type TapRig, timeless } from "./tap-rig.ts";

const fifty = Array.from({ length: 50 }, (_, seq) => `position ${seq}`);

function expectFifty({ of }: Pick<TapRig, "of">, lane: string): void {
  const places = fifty.map((_, seq) => ({ key: "mine", seq }));
  expect(of("send").map(({ key, seq }) => ({ key, seq }))).toEqual(places);
  expect(of("ack").map(({ key, seq }) => ({ key, seq }))).toEqual(places);
  expect(new Set(of("ack").map((ack) => ack.lane))).toEqual(new Set([lane]));
  expect(new Set(of("ack").map((ack) => ack.position)).size).toBe(50);
}

describe("50 events of one's own, sent by a loop on the client,", () => {
  it("are 50 sends with their acknowledgements: PutRecord", async () => {
    await tapped(async (rig) => {
      const StreamName = await rig.stream();
      const client = rig.kinesis("producer-1");
      for (const text of fifty) {
        const input = { StreamName, PartitionKey: "mine", Data: bytes(text) };
        await client.send(new PutRecordCommand(input));
      }
      expectFifty({ of: (type) => rig.of(type) }, "shardId-000000000000");
      expect(rig.history).toHaveLength(100);
      expect(rig.billed.puts).toEqual(fifty.map((text) => text.length + "mine".length));
    });
  });

  it("are 50 sends with their acknowledgements: PutRecords", async () => {
    await tapped(async (rig) => {
      const StreamName = await rig.stream();
      const Records = fifty.map((text) => ({ PartitionKey: "mine", Data: bytes(text) }));
      await rig.kinesis().send(new PutRecordsCommand({ StreamName, Records }));
      expectFifty({ of: (type) => rig.of(type) }, "shardId-000000000000");
      expect(rig.billed.puts).toEqual(fifty.map((text) => text.length + "mine".length));
    });
  });

  it("are 50 sends with their acknowledgements: SendMessage", async () => {
    await tapped(async (rig) => {
      const QueueUrl = await rig.queue();
      const client = rig.sqs("producer-1");
      for (const MessageBody of fifty) {
        const input = { QueueUrl, MessageBody, MessageGroupId: "mine" };
        const MessageDeduplicationId = payloadChecksum(MessageBody).toString(16);
        await client.send(new SendMessageCommand({ ...input, MessageDeduplicationId }));
      }
      expectFifty({ of: (type) => rig.of(type) }, "trucks.fifo");
      expect(rig.billed.sqs).toEqual(fifty.map((text) => text.length));
    });
  });

  it("are 50 sends with their acknowledgements: SendMessageBatch", async () => {
    await tapped(async (rig) => {
      const QueueUrl = await rig.queue("trucks.fifo", { ContentBasedDeduplication: "true" });
      const client = rig.sqs();
      for (let first = 0; first < 50; first += 10) {
        const Entries = fifty.slice(first, first + 10).map((MessageBody, index) => ({
          Id: `entry-${index}`,
          MessageBody,
          MessageGroupId: "mine",
        }));
        await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
      }
      expectFifty({ of: (type) => rig.of(type) }, "trucks.fifo");
      expect(rig.billed.sqs).toEqual([100, 110, 110, 110, 110]);
    });
  });
});

describe("what is sent is named", () => {
  it("by the payload, where it is one of the workload's, with its due time", async () => {
    const dueMs = (index: number) => (index === 3 ? 2500 : undefined);
    await tapped(
      async (rig) => {
        const StreamName = await rig.stream();
        const body = encodePayload({ ...event("truck_7", 12), index: 3 }, 300);
        const input = { StreamName, PartitionKey: "elsewhere", Data: bytes(body) };
        await rig.kinesis().send(new PutRecordCommand(input));
        const named = { key: "truck_7", seq: 12, index: 3, dueMs: 2500, bytes: 300 };
        const checksum = payloadChecksum(body);
        expect(timeless(rig.of("send"))).toEqual([{ type: "send", ...named, checksum, atMs: 0 }]);
      },
      { dueMs },
    );
  });

  it("by partition key or group and a count, where it is not: due when it is sent", async () => {
    await tapped(async (rig) => {
      const StreamName = await rig.stream();
      const client = rig.kinesis();
      for (const [PartitionKey, text] of ["a one", "b two", "a three"].map((one) =>
        one.split(" "),
      )) {
        await client.send(new PutRecordCommand({ StreamName, PartitionKey, Data: bytes(text!) }));
      }
      expect(rig.of("send").map(({ key, seq, index }) => [key, seq, index])).toEqual([
        ["a", 0, 0],
        ["b", 0, 1],
        ["a", 1, 2],
      ]);
      for (const { dueMs, atMs } of rig.of("send")) expect(dueMs).toBe(atMs);
    });
  });

  it("without a group as one key of its own", async () => {
    await tapped(async (rig) => {
      const QueueUrl = await rig.queue("trucks");
      await rig.sqs().send(new SendMessageCommand({ QueueUrl, MessageBody: "hello" }));
      expect(rig.of("send")).toMatchObject([{ key: "(no group)", seq: 0 }]);
      expect(rig.of("ack")).toMatchObject([{ key: "(no group)", lane: "trucks" }]);
      expect(rig.of("ack")[0]!.position).toMatch(/^[0-9a-f-]{36}$/);
    });
  });
});

describe("the fate of each entry", () => {
  it("of PutRecords: what a throttled shard refuses, and what it takes", async () => {
    await tapped(
      async (rig) => {
        const StreamName = await rig.stream();
        const Records = ["a", "b", "c"].map((PartitionKey) => ({
          PartitionKey,
          Data: bytes("here"),
        }));
        const input = { StreamName, Records };
        await rig.kinesis().send(new PutRecordsCommand(input));
        const reason = "ProvisionedThroughputExceededException";
        expect(rig.of("ack").map(({ key }) => key)).toEqual(["a", "c"]);
        expect(rig.of("refused")).toMatchObject([{ key: "b", seq: 0, reason }]);
        expect(rig.of("throttle")).toMatchObject([{ action: "PutRecords", entries: 1 }]);
        expect(rig.tap.fatesOf(input)).toMatchObject([
          { type: "accepted" },
          { type: "refused", reason },
          { type: "accepted" },
        ]);
        expect(rig.billed.puts).toEqual([5, 5]);
      },
      { faults: [{ kind: "throttle", actions: ["PutRecords"], key: "b" }] },
    );
  });

  it("of PutRecords: a record that failed inside is no throttle", async () => {
    await tapped(
      async (rig) => {
        const StreamName = await rig.stream();
        const Records = ["a", "b"].map((PartitionKey) => ({ PartitionKey, Data: bytes("here") }));
        await rig.kinesis().send(new PutRecordsCommand({ StreamName, Records }));
        expect(rig.of("refused")).toMatchObject([{ key: "b", reason: "InternalFailure" }]);
        expect(rig.of("throttle")).toEqual([]);
      },
      { faults: [{ kind: "record-failure", actions: ["PutRecords"], key: "b" }] },
    );
  });

  it("of SendMessageBatch: by the ids, whatever their order", async () => {
    await tapped(
      async (rig) => {
        const QueueUrl = await rig.queue("trucks.fifo", { ContentBasedDeduplication: "true" });
        const Entries = ["c", "a", "b"].map((key) => ({
          Id: key,
          MessageBody: `of ${key}`,
          MessageGroupId: key,
        }));
        const input = { QueueUrl, Entries };
        await rig.sqs().send(new SendMessageBatchCommand(input));
        expect(rig.of("ack").map(({ key }) => key)).toEqual(["c", "b"]);
        expect(rig.of("refused")).toMatchObject([{ key: "a", reason: "InternalFailure" }]);
        expect(rig.tap.fatesOf(input).map(({ type }) => type)).toEqual([
          "accepted",
          "refused",
          "accepted",
        ]);
        // It may go well another time.
        expect(rig.tap.fatesOf(input)[1]).not.toHaveProperty("failure");
      },
      { faults: [{ kind: "record-failure", actions: ["SendMessageBatch"], key: "a" }] },
    );
  });

  it("of a request that is refused as a whole: none was taken, for good if the sender is at fault", async () => {
    await tapped(async (rig) => {
      const StreamName = await rig.stream();
      const input = { StreamName, PartitionKey: "a", Data: new Uint8Array(2_000_000) };
      await expect(rig.kinesis().send(new PutRecordCommand(input))).rejects.toThrow();
      expect(rig.of("send")).toHaveLength(1);
      expect(rig.of("ack")).toEqual([]);
      expect(rig.of("refused")).toMatchObject([{ key: "a", seq: 0 }]);
      expect(rig.tap.fatesOf(input)).toMatchObject([
        { type: "refused", failure: expect.any(Error) as Error },
      ]);
      expect(rig.billed.puts).toEqual([]);
    });
  });

  it("is not known before the request is over, and never of an input that was not sent", async () => {
    await tapped(async (rig) => {
      const StreamName = await rig.stream();
      const input = { StreamName, PartitionKey: "a", Data: bytes("here") };
      const sent = rig.kinesis().send(new PutRecordCommand(input));
      expect(rig.tap.fatesOf(input)).toEqual([]);
      await sent;
      expect(rig.tap.fatesOf(input)).toMatchObject([{ type: "accepted" }]);
      expect(rig.tap.fatesOf({ ...input })).toEqual([]);
    });
  });
});

it("a client that nobody uses leaves no trace", async () => {
  await tapped(async (rig) => {
    const StreamName = await rig.stream();
    const input = { StreamName, PartitionKey: "a", Data: bytes("here") };
    await rig.target.kinesis().send(new PutRecordCommand(input));
    expect(rig.history).toEqual([]);
    expect(rig.billed.puts).toEqual([]);
  });
});

it("an event that was not accepted and is sent again is a retry of the producer, once per key", async () => {
  await tapped(
    async (rig) => {
      const StreamName = await rig.stream();
      const records = (...events: [string, number][]) =>
        events.map(([truckId, seq]) => ({
          PartitionKey: truckId,
          Data: bytes(encodePayload(event(truckId, seq), 200)),
        }));
      const client = rig.kinesis();
      const Records = records(["a", 0], ["a", 1], ["b", 0]);
      await client.send(new PutRecordsCommand({ StreamName, Records }));
      expect(rig.of("refused")).toHaveLength(3);
      await rig.clock.sleep(4000);
      await client.send(new PutRecordsCommand({ StreamName, Records }));
      expect(rig.of("retry").map(({ action }) => action)).toEqual(["producer", "producer"]);
      // Accepted meanwhile: sent once more, they are copies and no retries.
      await client.send(new PutRecordsCommand({ StreamName, Records }));
      expect(rig.of("retry")).toHaveLength(2);
      expect(rig.of("ack")).toHaveLength(6);
    },
    { faults: [{ kind: "record-failure", actions: ["PutRecords"], toS: 13 }] },
  );
});
