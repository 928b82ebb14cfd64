/** TLS and plain connections on one port, in both versions of HTTP. */
import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { Agent, get } from "node:https";
import { connect } from "node:net";
import { connect as connectTls } from "node:tls";

import { CreateStreamCommand, KinesisClient, PutRecordCommand } from "@aws-sdk/client-kinesis";
import { CreateQueueCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { NodeHttp2Handler, NodeHttpHandler } from "@smithy/node-http-handler";
import { expect, test } from "vitest";

import { selfSigned } from "../../../../src/emulator/host/http/self-signed.ts";
import { sleep } from "../../rig.ts";
import { served } from "./served.ts";
import { identity } from "./tls-identity.ts";

const credentials = { accessKeyId: "test", secretAccessKey: "test" };

async function encrypted(options: Parameters<typeof served>[0] = {}) {
  const shown = await identity();
  const server = await served(options, { identity: shown });
  const config = { endpoint: server.url, region: "us-east-1", credentials };
  return { server, ca: shown.cert, config };
}

test("the SDK speaks HTTP/1.1 through it, and is given URLs that do so too", async () => {
  const { server, ca, config } = await encrypted();
  await using _ = server;
  expect(server.url).toMatch(/^https:/);
  const sqs = new SQSClient({
    ...config,
    requestHandler: new NodeHttpHandler({ httpsAgent: new Agent({ ca }) }),
  });
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "q" }));
  expect(QueueUrl).toBe(`${server.url}/000000000000/q`);
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "hello" }));
  sqs.destroy();
});

test("the SDK speaks HTTP/2 through it, and lost answers break its connection there too", async () => {
  const { server, ca, config } = await encrypted({
    faults: [{ kind: "lost-response", actions: ["PutRecord"], nth: 1 }],
  });
  await using _ = server;
  const requestHandler = new NodeHttp2Handler({ nodeHttp2ConnectOptions: { ca } });
  const kinesis = new KinesisClient({ ...config, requestHandler });
  await kinesis.send(new CreateStreamCommand({ StreamName: "s", ShardCount: 1 }));
  await server.untilActive("s");
  const put = { StreamName: "s", PartitionKey: "k", Data: Buffer.from("x") };
  const { $metadata } = await kinesis.send(new PutRecordCommand(put));
  expect($metadata.attempts).toBe(2);
  kinesis.destroy();
  expect(server.bugs).toEqual([]);
});

test("plain callers are served on the same port", async () => {
  const { server } = await encrypted();
  await using _ = server;
  expect((await fetch(`${server.plainUrl}/health`)).status).toBe(200);
});

test("a certificate that is made names this machine, and what else it is told to", async () => {
  const { cert } = await selfSigned(["convoy", ".example.test", "10.1.2.3"]);
  const made = new X509Certificate(cert);
  for (const name of ["localhost", "convoy", "sqs.example.test"]) {
    expect(made.checkHost(name), name).toBeDefined();
  }
  for (const address of ["127.0.0.1", "::1", "10.1.2.3"]) {
    expect(made.checkIP(address), address).toBeDefined();
  }
  expect(Date.parse(made.validFrom)).toBeLessThan(Date.now());
  expect(Date.parse(made.validTo)).toBeGreaterThan(Date.now() + 300 * 24 * 3_600_000);
});

test("a client that trusts nothing else checks it", async () => {
  const { server, ca } = await encrypted();
  await using _ = server;
  const checked = get(`${server.url}/health`, { ca, agent: false });
  const [answer] = (await once(checked, "response")) as [{ statusCode: number }];
  expect(answer.statusCode).toBe(200);
  await expect(fetch(`${server.url}/health`)).rejects.toThrow("fetch failed");
});

test("a certificate that cannot be used is refused before anybody is listened to", async () => {
  await expect(served({}, { identity: { cert: "x", key: "y" } })).rejects.toThrow();
});

test("broken handshakes end their own connection, and closing does not wait for half of one", async () => {
  const { server } = await encrypted();
  const port = Number(new URL(server.url).port);
  for (const bytes of ["\x16", "\x16\x03\x01\x00\x02hi", `\x16${"x".repeat(5000)}`]) {
    const socket = connect(port, "127.0.0.1");
    socket.on("error", () => {});
    socket.write(bytes, "latin1");
    await sleep(20);
  }
  const inner = connectTls({ port, host: "127.0.0.1", rejectUnauthorized: false });
  inner.on("error", () => {});
  await once(inner, "secureConnect");
  inner.write("GET / HTTP/9.9\r\n\r\n");
  const [answer] = (await once(inner, "data")) as [Buffer];
  expect(answer.toString()).toContain("HTTP/1.1 400");
  expect((await fetch(`${server.plainUrl}/health`)).status).toBe(200);
  await server.close();
  expect(server.bugs).toEqual([]);
});
