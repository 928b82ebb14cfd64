/** What an HTTP/2 caller leaves behind: nothing. Each session that was kept would be some 40 KiB, for as long as its idle timer runs. */
import { EventEmitter, once } from "node:events";
import { Server } from "node:http";
import { createServer, type ServerHttp2Session } from "node:http2";
import { type AddressInfo, connect, type Socket } from "node:net";
import { promisify } from "node:util";
import { queryObjects } from "node:v8";

import { afterEach, expect, test, vi } from "vitest";

import { noLatency } from "../../../../src/emulator/assumed/latency-profiles.ts";
import { whenIdle } from "../../../../src/emulator/host/http/idle-session.ts";
import { limits } from "../../../../src/emulator/host/http/limits.ts";
import { shardId, sleep } from "../../rig.ts";
import { open, type Transport } from "./hostile/connection.ts";
import { data, endStream, goAway, headers, moreRoom, preface, settings } from "./hostile/frames.ts";
import { type Served, served } from "./served.ts";
import { identity } from "./tls-identity.ts";

type Leave = (socket: Socket, carrier: Socket) => void;

const request = headers(1, {
  ":method": "POST",
  ":path": "/",
  ":scheme": "http",
  ":authority": "localhost",
  "x-amz-target": "AmazonSQS.ListQueues",
  "content-type": "application/x-amz-json-1.0",
});

const getRecords = headers(1, {
  ":method": "POST",
  ":path": "/",
  ":scheme": "http",
  ":authority": "localhost",
  "x-amz-target": "Kinesis_20131202.GetRecords",
  "content-type": "application/x-amz-json-1.1",
});

const ways: Readonly<Record<string, Leave>> = {
  "closes its side": (socket) => socket.end(),
  "breaks its connection": (_, carrier) => carrier.resetAndDestroy(),
  "says that it goes": (socket) => socket.write(goAway(0)),
  "says that it goes for an error": (socket) => socket.write(goAway(2)),
  "sends what is no frame": (socket) => socket.write(Buffer.alloc(64, 0xff)),
  "goes in the middle of a body": (socket, carrier) => {
    socket.write(request);
    setTimeout(() => carrier.destroy(), 5);
  },
};

const perWay = 4;
/** So that a request is answered after the SETTINGS of its connection. */
const anInstant = { p50Ms: 2, p99Ms: 10 };

/** Some of those who go while the server tells them of their error; at once, so that it is busy with one when the next goes. */
const inTheirHead = 40;
/** And while it answers them. */
const inTheirAnswer = 40;

test.each<Transport>(["http2", "tls-http2"])(
  "no session of callers that have gone is kept (%s)",
  async (transport) => {
    const session = await sessionClass();
    const latency = { ...noLatency, services: { sqs: anInstant, kinesis: anInstant } };
    await using server = await served({ latency }, { identity: await identity() });
    const before = queryObjects(session, { format: "count" });
    for (const leave of Object.values(ways)) {
      for (let index = 0; index < perWay; index += 1) {
        const { socket, carrier } = await open(server.plainUrl, transport);
        socket.write(Buffer.concat([preface, settings()]));
        await once(socket, "data");
        leave(socket, carrier);
        setTimeout(() => carrier.destroy(), 100);
      }
    }
    const going = Array.from({ length: inTheirHead }, async (_, index) => {
      const { socket, carrier } = await open(server.plainUrl, transport);
      socket.write(preface.subarray(0, 1 + (index % (preface.length - 1))));
      if (index % 2 === 0) await sleep(index % 10);
      socket.end(goAway(0));
      setTimeout(() => carrier.destroy(), 100);
    });
    const opening = Array.from({ length: inTheirAnswer }, () => open(server.plainUrl, transport));
    const asking = (await Promise.all(opening)).map(async ({ socket, carrier }) => {
      socket.write(Buffer.concat([preface, settings(), request, data(1, "{}", endStream)]));
      await once(socket, "data");
      carrier.resetAndDestroy();
    });
    await Promise.all([...going, ...asking]);
    await vi.waitFor(
      () => expect(queryObjects(session, { format: "count" })).toBeLessThanOrEqual(before + 1),
      { timeout: 10_000, interval: 200 },
    );
    expect(server.bugs).toEqual([]);
  },
);

/** Bytes of an answer that no connection takes whole while its caller does not read. */
const recordBytes = 2 ** 20 - 100;
const recordCount = 8;
/** For HTTP/2 there is room for all of it: what is in the way is the connection. */
const roomBytes = 2 ** 30;

const endings: Readonly<Record<string, (socket: Socket) => void>> = {
  "closes its side": (socket) => socket.end(),
  "says that it goes for an error": (socket) => socket.write(goAway(2)),
  "does nothing more": () => {},
};

test.each<Transport>(["http2", "tls-http2"])(
  "callers that do not read and go, or stay, are not waited for (%s)",
  async (transport) => {
    const listen = vi.spyOn(Server.prototype, "listen");
    await using server = await served({ quotas: "off" }, { identity: await identity() });
    const [listener] = listen.mock.contexts as [Server];
    const body = await largeRead(server);
    const before = await connectionsOf(listener);
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    const carriers: Socket[] = [];
    for (const end of Object.values(endings)) {
      const { socket, carrier } = await open(server.plainUrl, transport);
      carriers.push(carrier);
      const window = [settings([4, roomBytes]), moreRoom(roomBytes)];
      socket.write(Buffer.concat([preface, ...window, getRecords, data(1, body, endStream)]));
      await once(socket, "data");
      socket.pause();
      await sleep(100);
      end(socket);
    }
    expect(await connectionsOf(listener)).toBeGreaterThan(before);
    await sleep(50);
    vi.advanceTimersByTime(1.5 * limits.idleMs);
    await vi.waitFor(async () => expect(await connectionsOf(listener)).toBe(before));
    for (const carrier of carriers) carrier.destroy();
    expect(server.bugs).toEqual([]);
  },
);

function connectionsOf(server: Server): Promise<number> {
  return promisify(server.getConnections.bind(server))();
}

/** The body of a request that is answered with more than a connection takes at once. */
async function largeRead(server: Served): Promise<string> {
  await server.kinesis("CreateStream", { StreamName: "s", ShardCount: 1 });
  await server.untilActive("s");
  const Data = Buffer.alloc(recordBytes, 7).toString("base64");
  for (let index = 0; index < recordCount; index += 1) {
    await server.kinesis("PutRecord", { StreamName: "s", PartitionKey: "k", Data });
  }
  const start = { StreamName: "s", ShardId: shardId(0), ShardIteratorType: "TRIM_HORIZON" };
  return (await server.kinesis("GetShardIterator", start)).text;
}

/** The class of Node's sessions, which it does not export. */
async function sessionClass(): Promise<abstract new () => ServerHttp2Session> {
  const server = createServer();
  const made = once(server, "session");
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  socket.write(Buffer.concat([preface, settings()]));
  const [session] = (await made) as [ServerHttp2Session];
  socket.destroy();
  server.close();
  return session.constructor as abstract new () => ServerHttp2Session;
}

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

function watched() {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  const session = new EventEmitter();
  const _handle = { writeQueueSize: 0 };
  const socket = Object.assign(new EventEmitter(), { bytesRead: 0, bytesWritten: 0, _handle });
  const act = vi.fn<() => void>();
  whenIdle(session as ServerHttp2Session, socket as unknown as Socket, 15_000, act);
  return { session, socket, act };
}

test("a session is idle once nothing came or went for so long", () => {
  const { socket, act } = watched();
  for (let second = 0; second < 60; second += 1) {
    socket[second % 2 === 0 ? "bytesRead" : "bytesWritten"] += 9;
    vi.advanceTimersByTime(10_000);
  }
  expect(act).not.toHaveBeenCalled();
  vi.advanceTimersByTime(6000);
  expect(act).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(16_000);
  expect(act).toHaveBeenCalledTimes(2);
});

test("a session is not idle while its caller takes what was written, however slowly", () => {
  const { socket, act } = watched();
  socket.bytesWritten = 1000;
  socket._handle.writeQueueSize = 1000;
  for (let second = 0; second < 60; second += 1) {
    socket._handle.writeQueueSize -= 9;
    vi.advanceTimersByTime(10_000);
  }
  expect(act).not.toHaveBeenCalled();
});

test.each(["session", "socket"] as const)("no timer is left of a %s that is closed", (closed) => {
  const parts = watched();
  parts[closed].emit("close");
  expect(vi.getTimerCount()).toBe(0);
});
