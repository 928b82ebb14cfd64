import { cbor, tag } from "@smithy/core/cbor";
import { beforeEach, expect, test, vi } from "vitest";

import { shardId } from "../../rig.ts";
import { served } from "./served.ts";

// The decoder warns of numbers it cannot hold.
beforeEach(() => void vi.spyOn(console, "warn").mockImplementation(() => {}));

type Served = Awaited<ReturnType<typeof served>>;

/** A call as the AWS SDK for Java makes it. */
async function call(server: Served, action: string, body: Uint8Array) {
  const response = await fetch(server.url, {
    method: "POST",
    headers: {
      "x-amz-target": `Kinesis_20131202.${action}`,
      "content-type": "application/x-amz-cbor-1.1",
    },
    body: Buffer.from(body),
  });
  const bytes = new Uint8Array(await response.arrayBuffer());
  expect(response.headers.get("content-type")).toBe("application/x-amz-cbor-1.1");
  return { status: response.status, output: bytes.length === 0 ? {} : cbor.deserialize(bytes) };
}

function send(server: Served, action: string, input: object) {
  return call(server, action, cbor.serialize(input));
}

test("bytes and instants go through CBOR as themselves", async () => {
  await using server = await served();
  const created = await send(server, "CreateStream", { StreamName: "s", ShardCount: 1 });
  expect(created).toEqual({ status: 200, output: {} });
  await server.untilActive("s");
  const beforeMs = Date.now() - 50;
  const Data = Buffer.from([0, 255, 128, 7]);
  const put = await send(server, "PutRecords", {
    StreamName: "s",
    Records: [{ PartitionKey: "k", Data }],
  });
  expect(put.output).toMatchObject({ FailedRecordCount: 0 });
  const { output } = await send(server, "GetShardIterator", {
    StreamName: "s",
    ShardId: shardId(0),
    ShardIteratorType: "AT_TIMESTAMP",
    Timestamp: tag({ tag: 1, value: beforeMs }),
  });
  const read = await send(server, "GetRecords", output);
  const [record] = read.output.Records;
  expect(Buffer.from(record.Data)).toEqual(Data);
  expect(record.ApproximateArrivalTimestamp).toMatchObject({ tag: 1 });
  expect(record.ApproximateArrivalTimestamp.value).toBeGreaterThanOrEqual(beforeMs);
  const later = await send(server, "GetShardIterator", {
    StreamName: "s",
    ShardId: shardId(0),
    ShardIteratorType: "AT_TIMESTAMP",
    Timestamp: tag({ tag: 1, value: record.ApproximateArrivalTimestamp.value + 1 }),
  });
  expect((await send(server, "GetRecords", later.output)).output.Records).toEqual([]);
});

test("maps, texts and byte strings of unknown length are read", async () => {
  await using server = await served();
  const name = Buffer.from("StreamName").toString("hex");
  const text = `bf6a${name}7f61736174ffff`;
  const { status, output } = await call(server, "DescribeStream", Buffer.from(text, "hex"));
  expect(status).toBe(400);
  expect(output).toMatchObject({
    __type: "ResourceNotFoundException",
    message: expect.stringContaining("Stream st under account"),
  });
});

test.each([
  ["nothing", ""],
  ["a map that does not end", "bf"],
  ["a text longer than the body", "7b00ffffffffffffff61"],
  ["a list longer than memory", "9b00ffffffffffffff"],
  ["no map", "83010203"],
  ["nesting without end", "81".repeat(200_000)],
])("%s is a SerializationException", async (_, hex) => {
  await using server = await served();
  const { status, output } = await call(server, "ListStreams", Buffer.from(hex, "hex"));
  expect({ status, type: output.__type }).toEqual({ status: 400, type: "SerializationException" });
  expect(server.bugs).toEqual([]);
});

test("an instant is in milliseconds without its tag too", async () => {
  await using server = await served();
  await send(server, "CreateStream", { StreamName: "s", ShardCount: 1 });
  await server.untilActive("s");
  const at = { StreamName: "s", ShardId: shardId(0), ShardIteratorType: "AT_TIMESTAMP" };
  const now = await send(server, "GetShardIterator", { ...at, Timestamp: Date.now() - 1000 });
  expect(now.status).toBe(200);
  const later = await send(server, "GetShardIterator", { ...at, Timestamp: Date.now() + 60_000 });
  expect(later.output).toMatchObject({ __type: "InvalidArgumentException" });
});

/** A map with one member, whose value is these bytes of CBOR. */
function mapOf(name: string, value: Uint8Array): Buffer {
  return Buffer.concat([Buffer.of(0xa1), cbor.serialize(name), value]);
}

const bytes = cbor.serialize(Buffer.from("bytes"));
const disguised = mapOf("__proto__", bytes);

test.each([
  ["DescribeAccountSettings", disguised, 200],
  ["ListStreams", disguised, 200],
  ["ListStreams", mapOf("ExclusiveStartStreamName", disguised), 400],
  ["CreateStream", mapOf("StreamModeDetails", disguised), 400],
  ["PutRecord", mapOf("Data", disguised), 400],
  ["PutRecord", mapOf("Data", mapOf("__proto__", disguised)), 400],
  ["DescribeAccountSettings", bytes, 400],
  ["CreateStream", mapOf("StreamModeDetails", bytes), 400],
] as const)(
  "bytes where a map belongs, or a map that looks like bytes: %s",
  async (action, body, status) => {
    await using server = await served();
    expect(await call(server, action, body)).toMatchObject({ status });
    expect(server.bugs).toEqual([]);
  },
);
