import {
  PutRecordCommand,
  PutRecordsCommand,
  SubscribeToShardCommand,
} from "@aws-sdk/client-kinesis";
import {
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
} from "@aws-sdk/client-sqs";
import { describe, expect, it } from "vitest";

import { newSeal } from "../../src/client/tap/seal.ts";
import { sealedBytes } from "../../src/scenario/sealed-bytes.ts";
import { encodePayload, payloadChecksum } from "../../src/workload/payload.ts";
import { event } from "../producer/fake-run.ts";
import { bytes, tapped, textOf } from "./tap-rig.ts";

const body = encodePayload(event("truck_7", 0), 300);
const checksum = payloadChecksum(body);

describe("a sealed payload", () => {
  it("is base64 of as many bytes as it says, other ones each time, and opens with its own key only", () => {
    const seal = newSeal();
    const [one, two] = [seal.close(body), seal.close(body)];
    expect(one).toMatch(/^[A-Za-z0-9+/]+=*$/);
    expect(one).toHaveLength(sealedBytes(body.length));
    expect(two).not.toBe(one);
    expect([seal.open(one), seal.open(two)]).toEqual([body, body]);
    expect(newSeal().open(one)).toBe(one);
  });

  it.each([0, 1, 2, 3, 255, 256])("of %i bytes has the size that it says", (length) => {
    expect(newSeal().close("x".repeat(length))).toHaveLength(sealedBytes(length));
  });

  it("that was changed on the way stays as it is", () => {
    const seal = newSeal();
    const closed = seal.close(body);
    const changed = `${closed.slice(0, 60)}${closed[60] === "A" ? "B" : "A"}${closed.slice(61)}`;
    expect(seal.open(changed)).toBe(changed);
    expect(seal.open("never sealed")).toBe("never sealed");
  });
});

describe("with a seal on the client nobody above sees it", () => {
  const sealed = { seal: newSeal() };

  it("on a stream: the caller's input stays, the broker has the sealed bytes, the reader gets the clear ones", async () => {
    await tapped(async (rig) => {
      const StreamName = await rig.stream();
      const client = rig.kinesis("map-1");
      const input = { StreamName, PartitionKey: "a", Data: bytes(body) };
      await client.send(new PutRecordCommand(input));
      const Records = [{ PartitionKey: "b", Data: bytes(body) }];
      await client.send(new PutRecordsCommand({ StreamName, Records }));
      expect([textOf(input.Data), textOf(Records[0]!.Data)]).toEqual([body, body]);
      expect(rig.tap.fatesOf(input)).toMatchObject([{ type: "accepted" }]);
      expect(rig.of("send").map((one) => [one.bytes, one.checksum])).toEqual([
        [300, checksum],
        [300, checksum],
      ]);
      const inside = await rig.readAll(rig.target.kinesis());
      for (const { Data } of inside) {
        expect(textOf(Data)).not.toBe(body);
        expect(Data).toHaveLength(sealedBytes(300));
      }
      const above = await rig.readAll(client);
      expect(above.map(({ Data }) => textOf(Data))).toEqual([body, body]);
      for (const { key, seq, intact, checksum: read } of rig.of("delivery")) {
        expect([key, seq, intact, read]).toEqual(["truck_7", 0, true, checksum]);
      }
      expect(rig.billed.puts).toEqual([sealedBytes(300) + 1, sealedBytes(300) + 1]);
    }, sealed);
  });

  it("by enhanced fan-out", async () => {
    await tapped(async (rig) => {
      const StreamName = await rig.stream();
      const ConsumerARN = await rig.fanOutConsumer();
      const input = { StreamName, PartitionKey: "a", Data: bytes(body) };
      await rig.kinesis().send(new PutRecordCommand(input));
      const { EventStream } = await rig.kinesis().send(
        new SubscribeToShardCommand({
          ConsumerARN,
          ShardId: "shardId-000000000000",
          StartingPosition: { Type: "TRIM_HORIZON" },
        }),
      );
      for await (const { SubscribeToShardEvent } of EventStream!) {
        const [record] = SubscribeToShardEvent?.Records ?? [];
        if (record === undefined) continue;
        expect(textOf(record.Data)).toBe(body);
        break;
      }
      expect(rig.of("delivery")).toMatchObject([{ key: "truck_7", intact: true, checksum }]);
      expect(rig.billed.fanOut).toEqual([sealedBytes(300) + 1]);
    }, sealed);
  });

  it("on a queue", async () => {
    await tapped(async (rig) => {
      const QueueUrl = await rig.queue("trucks.fifo", { ContentBasedDeduplication: "true" });
      const client = rig.sqs("map-1");
      const input = { QueueUrl, MessageBody: body, MessageGroupId: "a" };
      await client.send(new SendMessageCommand(input));
      const Entries = [{ Id: "0", MessageBody: body, MessageGroupId: "b" }];
      await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
      expect([input.MessageBody, Entries[0]!.MessageBody]).toEqual([body, body]);
      const receive = { QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 10 };
      const { Messages = [] } = await client.send(new ReceiveMessageCommand(receive));
      expect(Messages.map(({ Body }) => Body)).toEqual([body, body]);
      expect(rig.of("delivery").map(({ intact, seq }) => [intact, seq])).toEqual([
        [true, 0],
        [true, 0],
      ]);
      const size = sealedBytes(300);
      expect(rig.billed.sqs).toEqual([size, size, 2 * size]);
      await rig.clock.sleep(6000);
      const inside = await rig.target.sqs().send(new ReceiveMessageCommand(receive));
      for (const { Body } of inside.Messages!) expect(Body).not.toBe(body);
    }, sealed);
  });
});
