import { connect, type Socket } from "node:net";

import { expect, test, vi } from "vitest";

import { sleep } from "../../rig.ts";
import { type Served, served } from "./served.ts";

/** A connection on which bytes are written as a test says, and answers are read from one buffer. */
class Wire {
  readonly socket: Socket;
  text = "";
  hasEnded = false;

  constructor({ url }: Served) {
    const { hostname, port } = new URL(url);
    this.socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
    this.socket.setEncoding("latin1");
    this.socket.on("data", (text: string) => (this.text += text));
    this.socket.on("end", () => (this.hasEnded = true));
    this.socket.on("error", () => {});
  }

  [Symbol.dispose](): void {
    this.socket.destroy();
  }

  /** The bodies that are there once there are so many. */
  async bodies(count: number): Promise<readonly string[]> {
    await vi.waitFor(() => expect(this.#answers()).toHaveLength(count), { timeout: 10_000 });
    return this.#answers();
  }

  #answers(): string[] {
    return this.text.split(/(?=HTTP\/1\.1 \d{3} )/).filter((text) => text !== "");
  }
}

function sqs(action: string, input: object, more = ""): string {
  const body = JSON.stringify(input);
  return `POST / HTTP/1.1\r\nhost: localhost\r\nx-amz-target: AmazonSQS.${action}\r\ncontent-type: application/x-amz-json-1.0\r\n${more}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

test("an answer has a date, a length, a request id, and keeps the connection", async () => {
  await using server = await served();
  using wire = new Wire(server);
  wire.socket.write(sqs("ListQueues", {}));
  const [answer = ""] = await wire.bodies(1);
  const [head = "", body] = answer.split("\r\n\r\n");
  expect(body).toBe("{}");
  expect(head.split("\r\n").map((line) => line.replace(/: .*/, ""))).toEqual([
    "HTTP/1.1 200 OK",
    "content-type",
    "x-amzn-requestid",
    "date",
    "connection",
    "keep-alive",
    "content-length",
  ]);
  expect(Date.parse(/date: (.*)/.exec(head)?.[1] ?? "")).toBeGreaterThan(Date.now() - 5000);
});

test("a body that is not ASCII has the length of its bytes", async () => {
  await using server = await served();
  const QueueUrl = await server.queue("q");
  await server.sqs("SendMessage", { QueueUrl, MessageBody: "Grüße €" });
  using wire = new Wire(server);
  wire.socket.write(sqs("ReceiveMessage", { QueueUrl }));
  const [answer = ""] = await wire.bodies(1);
  const [head = "", body = ""] = answer.split("\r\n\r\n");
  expect(Number(/content-length: (\d+)/.exec(head)?.[1])).toBe(body.length);
  expect(Buffer.from(body, "latin1").toString()).toContain("Grüße €");
});

test("requests sent at once, with chunks among them, are answered in their order", async () => {
  await using server = await served();
  using wire = new Wire(server);
  const body = JSON.stringify({ QueueName: "b" });
  const chunked =
    "POST / HTTP/1.1\r\nhost: localhost\r\nx-amz-target: AmazonSQS.CreateQueue\r\ncontent-type: application/x-amz-json-1.0\r\n" +
    `transfer-encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
  wire.socket.write(sqs("CreateQueue", { QueueName: "a" }));
  await wire.bodies(1);
  wire.socket.write(chunked + sqs("CreateQueue", { QueueName: "c" }));
  const names = (await wire.bodies(3)).map((answer) => /\/0+\/(\w+)"/.exec(answer)?.[1]);
  expect(names).toEqual(["a", "b", "c"]);
});

test("a request in pieces is answered, and so are whole ones after it", async () => {
  await using server = await served();
  using wire = new Wire(server);
  const request = sqs("ListQueues", {});
  wire.socket.write(request);
  await wire.bodies(1);
  wire.socket.write(request.slice(0, 50));
  await sleep(50);
  wire.socket.write(request.slice(50));
  await wire.bodies(2);
  wire.socket.write(request);
  expect(await wire.bodies(3)).toHaveLength(3);
});

test("what comes during a long poll waits for its answer, and a caller that hangs up then takes no message", async () => {
  await using server = await served();
  const QueueUrl = await server.queue("q");
  using wire = new Wire(server);
  const poll = sqs("ReceiveMessage", { QueueUrl, WaitTimeSeconds: 20 });
  wire.socket.write(poll);
  await vi.waitFor(() => expect(server.emulator.nextAtMs()).toBeDefined());
  wire.socket.write(poll);
  await sleep(50);
  await server.sqs("SendMessage", { QueueUrl, MessageBody: "first" });
  const [answer] = await wire.bodies(1);
  expect(answer).toContain("first");
  // The second poll is under way now.
  await vi.waitFor(() => expect(server.emulator.nextAtMs()).toBeDefined());
  wire.socket.destroy();
  await sleep(50);
  await server.sqs("SendMessage", { QueueUrl, MessageBody: "second" });
  const { json } = await server.sqs("ReceiveMessage", { QueueUrl, WaitTimeSeconds: 5 });
  expect(json).toMatchObject({ Messages: [{ Body: "second" }] });
});

test("a caller that closes its side is answered what it asked before, and the connection ends", async () => {
  await using server = await served();
  using wire = new Wire(server);
  wire.socket.end(sqs("ListQueues", {}));
  await wire.bodies(1);
  await vi.waitFor(() => expect(wire.hasEnded).toBe(true));
});

test("a subscription on a connection that was used before gets its events", async () => {
  await using server = await served();
  await server.kinesis("CreateStream", { StreamName: "s", ShardCount: 1 });
  await server.untilActive("s");
  const summary = await server.kinesis("DescribeStreamSummary", { StreamName: "s" });
  const { StreamARN } = summary.json["StreamDescriptionSummary"] as { StreamARN: string };
  const made = await server.kinesis("RegisterStreamConsumer", { StreamARN, ConsumerName: "c" });
  const { ConsumerARN } = made.json["Consumer"] as { ConsumerARN: string };
  const kinesis = (action: string, input: object): string =>
    sqs(action, input).replace("AmazonSQS", "Kinesis_20131202").replace("json-1.0", "json-1.1");
  using wire = new Wire(server);
  const describe = kinesis("DescribeStreamConsumer", { ConsumerARN });
  await vi.waitFor(
    async () => {
      wire.text = "";
      wire.socket.write(describe);
      expect((await wire.bodies(1))[0]).toContain("ACTIVE");
    },
    { timeout: 10_000, interval: 200 },
  );
  wire.text = "";
  const StartingPosition = { Type: "TRIM_HORIZON" };
  wire.socket.write(
    kinesis("SubscribeToShard", { ConsumerARN, ShardId: "shardId-000000000000", StartingPosition }),
  );
  await server.kinesis("PutRecord", { StreamName: "s", PartitionKey: "k", Data: "aGVsbG8=" });
  await vi.waitFor(() => expect(wire.text).toContain("aGVsbG8="), { timeout: 10_000 });
  expect(wire.text).toMatch(/^transfer-encoding: chunked/im);
});
