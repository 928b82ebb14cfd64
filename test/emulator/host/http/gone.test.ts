/** HTTP/2 callers that go away, frame by frame: nothing of theirs is performed that was not whole, and they take nothing. */
import { once } from "node:events";
import { connect as connectHttp2 } from "node:http2";
import type { Socket } from "node:net";

import { expect, test, vi } from "vitest";

import { noLatency } from "../../../../src/emulator/assumed/latency-profiles.ts";
import { type LatencyProfile } from "../../../../src/emulator/latency.ts";
import { sleep } from "../../rig.ts";
import { open } from "./hostile/connection.ts";
import { data, endStream, goAway, headers, preface, reset, settings } from "./hostile/frames.ts";
import { type Served, served } from "./served.ts";
import { identity } from "./tls-identity.ts";

const start = Buffer.concat([preface, settings()]);

function fields(target: string): Record<string, string> {
  return {
    ":method": "POST",
    ":path": "/",
    ":scheme": "http",
    ":authority": "localhost",
    "x-amz-target": target,
    "content-type": `application/x-amz-json-1.${target.startsWith("AmazonSQS") ? 0 : 1}`,
  };
}

const someLatency: LatencyProfile = {
  ...noLatency,
  services: { kinesis: { p50Ms: 30, p99Ms: 60 }, sqs: { p50Ms: 30, p99Ms: 60 } },
};

/** NO_ERROR, INTERNAL_ERROR, CANCEL, ENHANCE_YOUR_CALM. */
const codes = [0, 2, 8, 11];

for (const [name, latency] of [
  ["without latency", noLatency],
  ["with latency", someLatency],
] as const) {
  test(`a body that is cut is not performed, wherever it is cut and however, ${name}`, async () => {
    await using server = await served({ latency });
    const QueueUrl = await server.queue("q");
    const body = JSON.stringify({ QueueUrl, MessageBody: "cut" });
    for (const code of codes) {
      for (const length of [0, 1, 20, body.length]) {
        const request = Buffer.concat([
          start,
          headers(1, fields("AmazonSQS.SendMessage")),
          data(1, body.slice(0, length)),
        ]);
        // In one piece, and with the reset apart.
        for (const isApart of [false, true]) {
          const { socket } = await open(server.url, "http2");
          socket.write(isApart ? request : Buffer.concat([request, reset(1, code)]));
          if (isApart) await sleep(5);
          if (isApart) socket.write(reset(1, code));
          await sleep(5);
          socket.destroy();
        }
      }
    }
    await sleep(300);
    expect(await visible(server, QueueUrl)).toBe("0");
    expect(server.bugs).toEqual([]);
  });
}

async function visible(server: Served, QueueUrl: string): Promise<string> {
  const AttributeNames = ["ApproximateNumberOfMessages"];
  const { json } = await server.sqs("GetQueueAttributes", { QueueUrl, AttributeNames });
  return (json["Attributes"] as Record<string, string>)["ApproximateNumberOfMessages"] ?? "";
}

type Leave = (socket: Socket, carrier: Socket) => void;

const ways: readonly (readonly [string, Leave])[] = [
  ["resets its stream", (socket) => socket.write(reset(1, 8))],
  ["closes its connection", (socket) => socket.end()],
  ["says that it goes, and closes", (socket) => socket.end(goAway(0))],
  ["breaks its connection", (_, carrier) => carrier.resetAndDestroy()],
];

for (const transport of ["http2", "tls-http2"] as const) {
  test.each(ways)(
    `over ${transport}, a caller that %s during its long poll takes no message`,
    async (_, leave) => {
      await using server = await served({}, { identity: await identity() });
      const QueueUrl = await server.queue("q");
      const { socket, carrier } = await open(server.url, transport);
      const poll = JSON.stringify({ QueueUrl, WaitTimeSeconds: 20 });
      const asked = [headers(1, fields("AmazonSQS.ReceiveMessage")), data(1, poll, endStream)];
      socket.write(Buffer.concat([start, ...asked]));
      await vi.waitFor(() => expect(server.emulator.nextAtMs()).toBeDefined(), { timeout: 10_000 });
      leave(socket, carrier);
      await vi.waitFor(() => expect(server.emulator.nextAtMs()).toBeUndefined(), {
        timeout: 10_000,
      });
      await server.sqs("SendMessage", { QueueUrl, MessageBody: "x" });
      const { json } = await server.sqs("ReceiveMessage", { QueueUrl });
      expect(json).toMatchObject({ Messages: [{ Body: "x" }] });
      carrier.destroy();
    },
  );
}

test("a subscription whose caller goes while its answer is on the way ends nothing else", async () => {
  await using server = await served({ latency: someLatency });
  await server.kinesis("CreateStream", { StreamName: "s", ShardCount: 1 });
  await server.untilActive("s");
  const StreamARN = "arn:aws:kinesis:us-east-1:000000000000:stream/s";
  const made = await server.kinesis("RegisterStreamConsumer", { StreamARN, ConsumerName: "c" });
  const { ConsumerARN } = made.json["Consumer"] as { ConsumerARN: string };
  await vi.waitFor(
    async () => {
      const { text } = await server.kinesis("DescribeStreamConsumer", { ConsumerARN });
      expect(text).toContain("ACTIVE");
    },
    { timeout: 20_000, interval: 200 },
  );
  const StartingPosition = { Type: "TRIM_HORIZON" };
  const body = JSON.stringify({ ConsumerARN, ShardId: "shardId-0", StartingPosition });
  for (let index = 0; index < 30; index += 1) {
    const session = connectHttp2(server.url);
    session.on("error", () => {});
    const stream = session.request(fields("Kinesis_20131202.SubscribeToShard"));
    stream.on("error", () => {});
    stream.end(body);
    await sleep(index * 2);
    if (index % 3 === 0) stream.close(8);
    else if (index % 3 === 1) session.destroy();
    else stream.destroy(new Error("gone"));
    await sleep(5);
    session.destroy();
  }
  expect((await server.kinesis("ListStreams", {})).status).toBe(200);
  expect(server.bugs).toEqual([]);
});

test("a thousand callers that go at random moments change nothing for one that stays", async () => {
  await using server = await served({ latency: someLatency });
  const QueueUrl = await server.queue("q");
  const session = connectHttp2(server.url);
  const staying = session.request(fields("AmazonSQS.ReceiveMessage"));
  staying.end(JSON.stringify({ QueueUrl, WaitTimeSeconds: 20 }));
  const actions = ["SendMessageBatch", "ListQueues", "ReceiveMessage", "CreateQueue", ""];
  for (let index = 0; index < 1000; index += 1) {
    const stream = session.request(fields(`AmazonSQS.${actions[index % actions.length]}`));
    stream.on("error", () => {});
    stream.end('{"QueueUrl":"other","QueueName":"other","WaitTimeSeconds":20}');
    setTimeout(() => stream.close(index % 2 === 0 ? 8 : 0), index % 70);
    if (index % 50 === 0) await sleep(10);
  }
  await server.sqs("SendMessage", { QueueUrl, MessageBody: "x" });
  let text = "";
  staying.on("data", (part: Buffer) => (text += part.toString()));
  await once(staying, "end");
  expect(JSON.parse(text)).toMatchObject({ Messages: [{ Body: "x" }] });
  session.destroy();
  expect(server.bugs).toEqual([]);
});
