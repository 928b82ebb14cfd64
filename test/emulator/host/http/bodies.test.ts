/** Bodies in pieces of every kind, and larger than they may be. */
import { once } from "node:events";

import fc from "fast-check";
import { expect, test, vi } from "vitest";

import { BodyReader } from "../../../../src/emulator/host/http/body-reader.ts";
import { bodyLimit, limits } from "../../../../src/emulator/host/http/limits.ts";
import { bytesOf, open } from "./hostile/connection.ts";
import type { Message } from "./hostile/encodings.ts";
import { data, endStream, headers, preface, settings } from "./hostile/frames.ts";
import { served } from "./served.ts";

const mib = 2 ** 20;

test("a body is its pieces, one after the other, however they come", () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ maxLength: 5000 })),
      fc.option(fc.nat(100_000), { nil: undefined }),
      (pieces, announced) => {
        const reader = new BodyReader(10 * mib, announced?.toString());
        for (const piece of pieces) expect(reader.add(Buffer.from(piece))).toBe(true);
        expect(reader.body().equals(Buffer.concat(pieces))).toBe(true);
      },
    ),
  );
});

test("a body in a single piece is not copied; one in several owns its bytes", () => {
  const piece = Buffer.from("whole");
  const single = new BodyReader(100, "5");
  single.add(piece);
  expect(single.body().buffer).toBe(piece.buffer);
  const several = new BodyReader(100, undefined);
  const read = Buffer.from("abc");
  several.add(read);
  several.add(Buffer.from("def"));
  read.fill("x");
  expect(several.body().toString()).toBe("abcdef");
});

test("a body is refused with the byte that is too many, and with the piece that is", () => {
  const small = new BodyReader(10, undefined);
  expect(small.add(Buffer.alloc(10))).toBe(true);
  expect(small.add(Buffer.alloc(1))).toBe(false);
  expect(new BodyReader(10, "11").isRefused).toBe(true);
  const reader = new BodyReader(mib, undefined);
  for (let count = 0; count < limits.bodyPieces; count += 1) {
    expect(reader.add(Buffer.of(1))).toBe(true);
  }
  expect(reader.add(Buffer.of(1))).toBe(false);
  expect(reader.body()).toHaveLength(0);
});

test("what is announced takes no memory before it comes", () => {
  const before = process.memoryUsage().arrayBuffers;
  const readers = Array.from({ length: 100 }, () => {
    const reader = new BodyReader(limits.recordsBytes, String(limits.recordsBytes));
    reader.add(Buffer.of(1));
    reader.add(Buffer.of(2));
    return reader;
  });
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(mib);
  expect(readers).toHaveLength(100);
});

test.each([
  ["PutRecords", { "x-amz-target": "Kinesis_20131202.PutRecords" }, limits.recordsBytes],
  ["PutRecord", { "x-amz-target": "Kinesis_20131202.PutRecord" }, limits.recordsBytes],
  [
    "PutResourcePolicy",
    { "x-amz-target": "Kinesis_20131202.PutResourcePolicy" },
    limits.otherBytes,
  ],
  ["SendMessageBatch", { "x-amz-target": "AmazonSQS.SendMessageBatch" }, limits.messagesBytes],
  ["DeleteMessage", { "x-amz-target": "AmazonSQS.DeleteMessage" }, limits.otherBytes],
  ["a form", { "content-type": "application/x-www-form-urlencoded" }, limits.messagesBytes],
  ["anything else", {}, limits.otherBytes],
])("%s may have a body of so many bytes", (_, fields: Record<string, string>, bytes) => {
  const call = { header: (name: string) => fields[name] } as Parameters<typeof bodyLimit>[0];
  expect(bodyLimit(call)).toBe(bytes);
});

const listQueues: Message = {
  method: "POST",
  path: "/",
  headers: {
    "x-amz-target": "AmazonSQS.ListQueues",
    "content-type": "application/x-amz-json-1.0",
  },
  body: Buffer.alloc(limits.otherBytes + 1, " "),
};

test.each(["http1", "http1-chunked", "http2"] as const)(
  "over %s, a body that is too large is answered 413, and the next caller as ever",
  async (transport) => {
    await using server = await served();
    const { socket } = await open(server.url, transport);
    const { head, body } = bytesOf(listQueues, transport);
    socket.write(head);
    socket.write(body);
    let text = "";
    socket.on("data", (part: Buffer) => (text += part.toString("latin1")));
    await vi.waitFor(() => expect(text).toContain("<RequestEntityTooLargeException/>"), 20_000);
    socket.destroy();
    expect((await server.sqs("ListQueues", {})).status).toBe(200);
  },
);

test("the largest calls that the services take are taken", async () => {
  await using server = await served();
  await server.kinesis("CreateStream", { StreamName: "s", ShardCount: 1 });
  await server.untilActive("s");
  const Data = Buffer.alloc(mib - 1000, 1).toString("base64");
  const Records = Array.from({ length: 10 }, () => ({ PartitionKey: "k", Data }));
  const put = await server.kinesis("PutRecords", { StreamName: "s", Records });
  expect(put.json).toMatchObject({ Records: expect.any(Array) });
  const QueueUrl = await server.queue("q");
  // Each byte is six in JSON as some languages write it, and three in a form.
  const inJson = `{"QueueUrl":"q","MessageBody":"${"\\u0026".repeat(mib)}"}`;
  expect((await server.sqs("SendMessage", {}, { body: inJson })).status).toBe(200);
  const form = new URLSearchParams({
    Action: "SendMessage",
    QueueUrl,
    MessageBody: "&".repeat(mib),
  });
  expect((await server.request({ method: "POST", body: form })).status).toBe(200);
});

test("a flood of tiny chunks, and of tiny frames, is refused before it costs much", async () => {
  await using server = await served();
  const put = {
    ...listQueues,
    headers: { ...listQueues.headers, "x-amz-target": "AmazonSQS.SendMessage" },
  };
  const chunked = await open(server.url, "http1-chunked");
  const { head } = bytesOf({ ...put, body: Buffer.of() }, "http1-chunked");
  chunked.socket.write(head);
  chunked.socket.write("1\r\n \r\n".repeat(limits.bodyPieces + 1));
  const [refusal] = (await once(chunked.socket, "data")) as [Buffer];
  expect(refusal.toString()).toContain("HTTP/1.1 413");
  chunked.socket.destroy();

  const framed = await open(server.url, "http2");
  const fields = { ":method": "POST", ":path": "/", ":scheme": "http", ":authority": "localhost" };
  framed.socket.write(
    Buffer.concat([preface, settings(), headers(1, { ...fields, ...put.headers })]),
  );
  let text = "";
  framed.socket.on("data", (part: Buffer) => (text += part.toString("latin1")));
  const frames = Buffer.concat(Array.from({ length: 4096 }, () => data(1, " ")));
  for (let count = 0; count <= limits.bodyPieces / 4096; count += 1) framed.socket.write(frames);
  await vi.waitFor(() => expect(text).toContain("<RequestEntityTooLargeException/>"), 20_000);
  framed.socket.destroy();
  expect((await server.sqs("ListQueues", {})).status).toBe(200);
});

test("a body that comes byte by byte is a body", async () => {
  await using server = await served();
  const body = '{"QueueName":"q"}';
  for (const transport of ["http1", "http2"] as const) {
    const { socket } = await open(server.url, transport);
    let text = "";
    socket.on("data", (part: Buffer) => (text += part.toString("latin1")));
    const message = { ...listQueues, body: Buffer.from(body) };
    message.headers = { ...message.headers, "x-amz-target": "AmazonSQS.CreateQueue" };
    const { head } = bytesOf(message, transport);
    socket.write(head);
    for (const [index, byte] of body.split("").entries()) {
      const isLast = index === body.length - 1;
      socket.write(transport === "http2" ? data(1, byte, isLast ? endStream : 0) : byte);
      await new Promise(setImmediate);
    }
    await vi.waitFor(() => expect(text).toContain("/000000000000/q"), 10_000);
    socket.destroy();
  }
});
