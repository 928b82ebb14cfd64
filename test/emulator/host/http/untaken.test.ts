/** Callers that do not take their answers, and bodies that do not end, cost the server little, and others nothing. */
import { once } from "node:events";
import { connect as connectHttp2 } from "node:http2";

import { expect, test, vi } from "vitest";

import { HeldBytes } from "../../../../src/emulator/host/http/held-bytes.ts";
import { limits } from "../../../../src/emulator/host/http/limits.ts";
import { shardId, sleep } from "../../rig.ts";
import { bytesOf, open, type Transport } from "./hostile/connection.ts";
import type { Message } from "./hostile/encodings.ts";
import { data, endStream, headers, moreRoom, preface, settings } from "./hostile/frames.ts";
import { type Served, served } from "./served.ts";
import { identity } from "./tls-identity.ts";

const mib = 2 ** 20;

function kinesis(action: string, input: unknown): Message {
  return {
    method: "POST",
    path: "/",
    headers: {
      "x-amz-target": `Kinesis_20131202.${action}`,
      "content-type": "application/x-amz-json-1.1",
    },
    body: Buffer.from(JSON.stringify(input)),
  };
}

/** A stream with 10 MiB to read, and an iterator at its start. */
async function filled(server: Served): Promise<Message> {
  await server.kinesis("CreateStream", { StreamName: "s", ShardCount: 1 });
  await server.untilActive("s");
  const Data = Buffer.alloc(mib - 100, 7).toString("base64");
  for (let index = 0; index < 10; index += 1) {
    await server.kinesis("PutRecord", { StreamName: "s", PartitionKey: "k", Data });
  }
  const start = { StreamName: "s", ShardId: shardId(0), ShardIteratorType: "TRIM_HORIZON" };
  const { json } = await server.kinesis("GetShardIterator", start);
  return kinesis("GetRecords", json);
}

const asked = 15;

test.each(["http1", "http1-chunked"] as const)(
  "over %s, who asks on and on without reading is answered no more than the connection holds",
  async (transport: Transport) => {
    await using server = await served({ quotas: "off" });
    const getRecords = await filled(server);
    const handle = vi.spyOn(server.emulator, "handle");
    const { socket } = await open(server.url, transport);
    socket.pause();
    for (let index = 0; index < asked; index += 1) {
      const { head, body } = bytesOf(getRecords, transport);
      socket.write(Buffer.concat([head, body]));
      await sleep(2);
    }
    await sleep(500);
    expect(handle.mock.calls.length).toBeLessThan(4);
    expect((await server.kinesis("ListStreams", {})).status).toBe(200);
    // Who reads at last gets everything that it asked for.
    handle.mockClear();
    let bytes = 0;
    socket.on("data", (part: Buffer) => (bytes += part.length));
    socket.resume();
    const answerBytes = (await server.request(getRecords)).text.length;
    await vi.waitFor(() => expect(bytes).toBeGreaterThan(asked * answerBytes), {
      timeout: 60_000,
      interval: 200,
    });
    socket.destroy();
  },
);

test("over HTTP/2 it makes no difference how much a caller says that it has room for", async () => {
  await using server = await served({ quotas: "off" }, { identity: await identity() });
  const getRecords = await filled(server);
  const handle = vi.spyOn(server.emulator, "handle");
  const { socket, carrier } = await open(server.plainUrl, "tls-http2");
  socket.pause();
  const asks = Array.from({ length: asked }, (_, index) =>
    Object.values(bytesOf(getRecords, "tls-http2", 3 + 2 * index)),
  );
  const room = [preface, settings([4, 2 ** 30]), moreRoom(2 ** 30)];
  socket.write(Buffer.concat([...room, ...asks.flat()]));
  await sleep(500);
  expect(handle.mock.calls.length).toBeLessThan(4);
  carrier.destroy();

  // Who reads gets everything.
  const session = connectHttp2(server.plainUrl, {
    settings: { initialWindowSize: 2 ** 30 },
    maxSessionMemory: 1000,
  });
  const reading = Array.from({ length: 4 }, async () => {
    const stream = session.request({ ":method": "POST", ...getRecords.headers });
    stream.end(getRecords.body);
    let bytes = 0;
    for await (const part of stream) bytes += (part as Buffer).length;
    return bytes;
  });
  for (const bytes of await Promise.all(reading)) expect(bytes).toBeGreaterThan(10 * mib);
  session.destroy();
});

test("over HTTP/2 too, and a small answer still gets past a large one", async () => {
  await using server = await served({ quotas: "off" });
  const getRecords = await filled(server);
  const handle = vi.spyOn(server.emulator, "handle");
  const { socket } = await open(server.url, "http2");
  socket.pause();
  // No stream may send anything: the window that each begins with is nothing.
  socket.write(Buffer.concat([preface, settings([4, 0])]));
  for (let index = 0; index < asked; index += 1) {
    const stream = 1 + 2 * index;
    const fields = {
      ":method": "POST",
      ":path": "/",
      ":scheme": "http",
      ":authority": "localhost",
    };
    const asks = headers(stream, { ...fields, ...getRecords.headers });
    socket.write(Buffer.concat([asks, data(stream, getRecords.body, endStream)]));
  }
  await sleep(500);
  expect(handle.mock.calls.length).toBeLessThan(4);
  socket.destroy();

  const session = connectHttp2(server.url, { maxSessionMemory: 1000 });
  const large = session.request({ ":method": "POST", ...getRecords.headers });
  large.end(getRecords.body);
  await once(large, "response");
  const list = kinesis("ListStreams", {});
  const small = session.request({ ":method": "POST", ...list.headers });
  small.end(list.body);
  let text = "";
  small.on("data", (part: Buffer) => (text += part.toString()));
  await once(small, "end");
  expect(JSON.parse(text)).toMatchObject({ StreamNames: ["s"] });
  session.destroy();
});

test("many connections that do not read hold no more than is allowed for all, and are cut off for others", async () => {
  await using server = await served({ quotas: "off" });
  const getRecords = await filled(server);
  const handle = vi.spyOn(server.emulator, "handle");
  const sockets = [];
  const few = Math.ceil(limits.heldBytes / (10 * mib));
  for (let index = 0; index < few + 10; index += 1) {
    const { socket } = await open(server.url, "http1");
    socket.pause();
    const { head, body } = bytesOf(getRecords, "http1");
    socket.write(Buffer.concat([head, body]));
    sockets.push(socket);
  }
  await sleep(2000);
  expect(handle.mock.calls.length).toBeLessThan(few + 2);
  // Somebody else waits for room, and gets it.
  const startMs = performance.now();
  expect((await server.kinesis("ListStreams", {})).status).toBe(200);
  expect(performance.now() - startMs).toBeLessThan(5 * limits.patienceMs);
  for (const socket of sockets) socket.destroy();
}, 120_000);

test("bytes that are held make others wait; whoever held them long is cut off then", async () => {
  const held = new HeldBytes(100, 500);
  const cut = vi.fn();
  const first = held.hold(60, cut);
  const second = held.hold(0, cut);
  second.resize(60);
  expect([held.bytes, held.isFull]).toEqual([120, true]);
  const acts: string[] = [];
  held.whenRoom(() => acts.push("a"));
  const stopWaiting = held.whenRoom(() => acts.push("b"));
  held.whenRoom(() => acts.push("c"));
  stopWaiting?.();
  expect(acts).toEqual([]);
  first.release();
  expect(acts).toEqual(["a", "c"]);
  first.release();
  first.resize(1000);
  expect(held.bytes).toBe(60);
  held.whenRoom(() => acts.push("at once"));
  expect(acts.at(-1)).toBe("at once");
  second.resize(100);
  held.whenRoom(() => acts.push("cut"));
  cut.mockImplementation(() => second.release());
  await vi.waitFor(() => expect(acts.at(-1)).toBe("cut"), {
    timeout: 20_000,
  });
  expect(cut).toHaveBeenCalledTimes(1);
});
