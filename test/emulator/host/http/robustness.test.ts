/** Hostile and broken clients: each gets an answer of AWS's form or a closed connection, and nobody else notices. */
import { once } from "node:events";
import { connect as connectHttp2 } from "node:http2";
import { connect, type Socket } from "node:net";

import fc from "fast-check";
import { beforeEach, expect, test, vi } from "vitest";

import { served } from "./served.ts";

// The CBOR decoder warns of numbers it cannot hold.
beforeEach(() => void vi.spyOn(console, "warn").mockImplementation(() => {}));

type Served = Awaited<ReturnType<typeof served>>;

async function stillWell(server: Served): Promise<void> {
  expect((await server.kinesis("ListStreams", {})).status).toBe(200);
  expect((await server.sqs("ListQueues", {})).status).toBe(200);
  expect(server.bugs).toEqual([]);
}

async function open(server: Served): Promise<Socket> {
  const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
  socket.on("error", () => {});
  await once(socket, "connect");
  return socket;
}

async function closed(socket: Socket): Promise<string> {
  let text = "";
  socket.on("data", (chunk: Buffer) => (text += chunk.toString("latin1")));
  await once(socket, "close");
  return text;
}

const actions = [
  "CreateStream",
  "PutRecord",
  "PutRecords",
  "GetRecords",
  "GetShardIterator",
  "ListShards",
  "DescribeStream",
  "SplitShard",
  "MergeShards",
  "SubscribeToShard",
  "UpdateShardCount",
  "CreateQueue",
  "SendMessage",
  "SendMessageBatch",
  "ReceiveMessage",
  "DeleteMessage",
  "SetQueueAttributes",
  "GetQueueAttributes",
  "ListQueues",
  "TagQueue",
  "__proto__",
  "",
];
const names = [
  "StreamName",
  "StreamARN",
  "ShardCount",
  "Data",
  "PartitionKey",
  "Records",
  "Limit",
  "ShardIterator",
  "ShardId",
  "ShardIteratorType",
  "Timestamp",
  "StartingPosition",
  "QueueName",
  "QueueUrl",
  "Attributes",
  "Entries",
  "Id",
  "MessageBody",
  "Tags",
  "MessageAttributes",
  "ReceiptHandle",
  "WaitTimeSeconds",
  "__proto__",
  "constructor",
];
const value = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom(
      "s",
      "q",
      "q.fifo",
      "TRIM_HORIZON",
      "shardId-000000000000",
      "AAAA",
      "x".repeat(5000),
    ),
    fc.oneof(fc.string(), fc.double(), fc.integer(), fc.boolean(), fc.constant(null)),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom(...names), tie("value"), { maxKeys: 6 }),
  ),
})).value;
const body = fc.oneof(
  fc
    .dictionary(fc.constantFrom(...names), value, { maxKeys: 8 })
    .map((input) => JSON.stringify(input)),
  fc.json(),
  fc.string(),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
);
const contentTypes = [
  "application/x-amz-json-1.0",
  "application/x-amz-json-1.1",
  "application/x-amz-cbor-1.1",
  "application/x-www-form-urlencoded",
  "text/plain",
];

test("whatever is in the body, the answer is one of the service's, and none is a failure of it", async () => {
  await using server = await served();
  await server.kinesis("CreateStream", { StreamName: "s", ShardCount: 1 });
  await server.queue("q");
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom("Kinesis_20131202", "AmazonSQS", "Other"),
      fc.constantFrom(...actions),
      fc.constantFrom(...contentTypes),
      body,
      async (service, action, contentType, bytes) => {
        const mayWait = action === "ReceiveMessage" || action === "SubscribeToShard";
        const answer = await server
          .request({
            method: "POST",
            headers: { "x-amz-target": `${service}.${action}`, "content-type": contentType },
            body: bytes,
            // Only a long poll may take its time.
            signal: AbortSignal.timeout(mayWait ? 300 : 60_000),
          })
          .catch((error: Error) => {
            expect(mayWait).toBe(true);
            return error;
          });
        if (answer instanceof Error) return;
        expect([200, 400, 403, 404]).toContain(answer.status);
        expect(answer.headers.get("x-amzn-requestid")).not.toBeNull();
      },
    ),
    { seed: 20261123, numRuns: 600 },
  );
  await stillWell(server);
});

test.each([
  ["lists", "[".repeat(100_000) + "]".repeat(100_000)],
  ["maps", '{"a":'.repeat(100_000) + "1" + "}".repeat(100_000)],
])("deep nesting of %s is an error like any other", async (_, nested) => {
  await using server = await served();
  for (const wrapped of [nested, `{"StreamName":${nested}}`, `{"Records":[${nested}]}`]) {
    const put = await server.kinesis("PutRecords", {}, { body: wrapped });
    expect(put.status).toBe(400);
    expect((await server.sqs("SendMessage", {}, { body: wrapped })).status).toBe(400);
  }
  await stillWell(server);
});

test("a member called __proto__ gives no other object a member", async () => {
  await using server = await served();
  const poison = '{"__proto__":{"StreamName":"p"},"constructor":{"prototype":{"StreamName":"p"}}}';
  await server.kinesis("DescribeStream", {}, { body: poison });
  expect(({} as Record<string, unknown>)["StreamName"]).toBeUndefined();
  await stillWell(server);
});

test("what is not HTTP is refused, and the connection ends", async () => {
  await using server = await served();
  for (const [bytes, status] of [
    ["\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", "400"],
    ["GET / HTTP/9.9\r\n\r\n", "400"],
    [`GET / HTTP/1.1\r\nx: ${"y".repeat(100_000)}\r\n\r\n`, "431"],
    ["POST / HTTP/1.1\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n", "400"],
    ["PRI * HTTP/2.0\r\n\r\nnonsense\r\n\r\n", "400"],
  ] as const) {
    const socket = await open(server);
    socket.write(bytes, "latin1");
    expect(await closed(socket)).toContain(`HTTP/1.1 ${status}`);
  }
  await stillWell(server);
});

test("bodies that stop half-way and connections that break leave nothing behind", async () => {
  await using server = await served();
  const head =
    "POST / HTTP/1.1\r\nx-amz-target: AmazonSQS.ListQueues\r\ncontent-length: 100\r\n\r\n";
  const sockets = await Promise.all(Array.from({ length: 50 }, () => open(server)));
  for (const [index, socket] of sockets.entries()) {
    socket.write(head.slice(0, index % 2 === 0 ? undefined : index));
    if (index % 3 === 0) socket.resetAndDestroy();
    else if (index % 3 === 1) socket.end();
  }
  await stillWell(server);
  // The rest stays half-open until the server closes.
});

test("a flood of HTTP/2 streams that are reset at once ends at most its own connection", async () => {
  await using server = await served();
  const session = connectHttp2(server.url);
  session.on("error", () => {});
  for (let index = 0; index < 5000 && !session.destroyed; index += 1) {
    const stream = session.request({ ":method": "POST", "x-amz-target": "AmazonSQS.ListQueues" });
    stream.on("error", () => {});
    stream.close(8);
  }
  await stillWell(server);
  session.destroy();
});

test("HTTP/2 frames that make no sense end their own connection", async () => {
  await using server = await served();
  const socket = await open(server);
  socket.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
  socket.write(Buffer.from("ffffff00ff00000001".repeat(100), "hex"));
  await closed(socket);
  await stillWell(server);
});

test("thousands of idle connections cost the others nothing", async () => {
  await using server = await served();
  const sockets: Socket[] = [];
  for (let index = 0; index < 3000; index += 100) {
    sockets.push(...(await Promise.all(Array.from({ length: 100 }, () => open(server)))));
  }
  await stillWell(server);
  for (const socket of sockets) socket.destroy();
});
