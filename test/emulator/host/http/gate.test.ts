/** Who may call: not the page of a web site that is open on the same machine, nor a host name that was made to lead here. */
import { once } from "node:events";
import { request } from "node:http";
import { connect as connectHttp2 } from "node:http2";
import { connect } from "node:net";

import { expect, test } from "vitest";

import { type Served, served } from "./served.ts";

interface Asked {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** With exactly these headers, which `fetch` does not let one choose. */
function ask(server: Served, { method = "POST", path = "/", headers = {}, body = "" }: Asked) {
  return new Promise<{ status: number; headers: Record<string, unknown>; text: string }>(
    (resolve, reject) => {
      const outgoing = request(`${server.url}${path}`, { method, headers }, (incoming) => {
        let text = "";
        incoming.on("data", (part: Buffer) => (text += part.toString()));
        incoming.on("end", () =>
          resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text }),
        );
      });
      outgoing.on("error", reject);
      outgoing.end(body);
    },
  );
}

const sqsJson = {
  "x-amz-target": "AmazonSQS.ListQueues",
  "content-type": "application/x-amz-json-1.0",
};
const kinesisJson = {
  "x-amz-target": "Kinesis_20131202.ListStreams",
  "content-type": "application/x-amz-json-1.1",
};
const form = { "content-type": "application/x-www-form-urlencoded" };

test.each([
  ["a foreign origin", { origin: "https://evil.example" }],
  ["an origin of this machine that nobody named", { origin: "http://localhost:3000" }],
  ["an opaque origin", { origin: "null" }],
  ["another site", { "sec-fetch-site": "cross-site" }],
  ["another port of this machine", { "sec-fetch-site": "same-site" }],
  ["a page of before browsers said so", { referer: "https://evil.example/page" }],
  ["a name that was made to lead here", { host: "evil.example" }],
  ["the same as an endpoint", { host: "http://evil.example" }],
  ["a name that only looks like this machine's", { host: "localhost.evil.example" }],
  ["a name that begins like an address of it", { host: "127.0.0.1.evil.example:4566" }],
  ["the address of all", { host: "0.0.0.0:4566" }],
  ["what is no name", { host: "$&$'" }],
])("the request of %s is refused, in every form, and does nothing", async (_, headers) => {
  await using server = await served();
  await server.queue("q");
  const refused = [
    { path: "/?Action=DeleteQueue&QueueUrl=q", method: "GET", headers },
    { headers: { ...form, ...headers }, body: "Action=DeleteQueue&QueueUrl=q" },
    { headers: { ...sqsJson, ...headers }, body: "{}" },
    { headers: { ...kinesisJson, ...headers }, body: "{}" },
    { headers: { ...headers, "content-type": "text/plain" }, body: "Action=DeleteQueue" },
    { method: "OPTIONS", headers: { ...headers, "access-control-request-method": "POST" } },
    { method: "GET", path: "/health", headers },
  ];
  for (const one of refused) {
    const answer = await ask(server, one);
    expect(answer.status, JSON.stringify(one)).toBe(403);
    expect(answer.headers).not.toHaveProperty("access-control-allow-origin");
    expect(answer.headers["x-amzn-requestid"]).toBeDefined();
  }
  const { json } = await server.sqs("ListQueues", {});
  expect(json["QueueUrls"]).toEqual([`${server.url}/000000000000/q`]);
});

test("a browser that says nothing of the page is refused, since over HTTP to other addresses none does; it may see /health", async () => {
  await using server = await served({}, { host: "0.0.0.0" });
  const browser = { "user-agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36" };
  const shell = { "user-agent": "Mozilla/5.0 (Windows NT; Windows NT 10.0) PowerShell/7.4.0" };
  const get = { path: "/?Action=ListQueues", method: "GET" };
  expect((await ask(server, { ...get, headers: browser })).status).toBe(403);
  expect((await ask(server, { ...get, headers: shell })).status).toBe(200);
  expect((await ask(server, { ...get, path: "/health", headers: browser })).status).toBe(200);
  const typed = { ...browser, "sec-fetch-site": "none" };
  expect((await ask(server, { ...get, headers: typed })).status).toBe(200);
});

test("a refusal is said in the words of the service, and how to be let in", async () => {
  await using server = await served();
  const origin = "https://evil.example";
  const message = `Pages of the origin ${origin} may not call; convoy serve --cors ${origin} lets them.`;
  const kinesis = await ask(server, { headers: { ...kinesisJson, origin }, body: "{}" });
  expect(JSON.parse(kinesis.text)).toEqual({ __type: "AccessDeniedException", message });
  expect(kinesis.headers["content-type"]).toBe("application/x-amz-json-1.1");
  const sqs = await ask(server, { headers: { ...sqsJson, origin }, body: "{}" });
  expect(JSON.parse(sqs.text)).toMatchObject({ message });
  expect(sqs.headers["x-amzn-query-error"]).toBe("AccessDenied;Sender");
  const query = await ask(server, { headers: { ...form, origin }, body: "Action=ListQueues" });
  expect(query.text).toContain("<Code>AccessDenied</Code>");
  expect(query.text).toContain(message);
  const host = await ask(server, { headers: { ...sqsJson, host: "convoy:4566" }, body: "{}" });
  expect(host.text).toContain("--allow-host convoy lets it in");
});

test("what a caller says of itself is repeated only in part", async () => {
  await using server = await served();
  const origin = `https://${"x".repeat(30_000)}.example`;
  const { text } = await ask(server, { headers: { ...sqsJson, origin }, body: "{}" });
  expect(text.length).toBeLessThan(1000);
});

test.each([
  "localhost",
  "LOCALHOST:1",
  "127.0.0.1",
  "127.8.9.10:80",
  "[::1]:4566",
  "sqs.localhost",
  "http://localhost:4566",
])("this machine is known as %s", async (host) => {
  await using server = await served();
  const { status } = await ask(server, { headers: { ...sqsJson, host }, body: "{}" });
  expect(status).toBe(200);
});

test("a name that was allowed is known, and so is every name below a domain that was", async () => {
  await using server = await served({}, { allowHosts: ["Convoy", ".example.test"] });
  for (const [host, status] of [
    ["convoy:4566", 200],
    ["sqs.us-east-1.example.test", 200],
    ["localhost", 200],
    ["example.test", 403],
    ["badexample.test", 403],
    ["other", 403],
  ] as const) {
    const answer = await ask(server, { headers: { ...sqsJson, host }, body: "{}" });
    expect([host, answer.status]).toEqual([host, status]);
  }
});

test("on another address every name is known, unless some are allowed; pages are refused there too", async () => {
  const host = "0.0.0.0";
  await using any = await served({}, { host });
  await using some = await served({}, { host, allowHosts: ["convoy"] });
  const asked = (name: string) => ({ headers: { ...sqsJson, host: name }, body: "{}" });
  expect((await ask(any, asked("whatever.example"))).status).toBe(200);
  expect((await ask(some, asked("whatever.example"))).status).toBe(403);
  for (const name of ["convoy", "192.168.0.7:4566", "localhost"]) {
    expect((await ask(some, asked(name))).status).toBe(200);
  }
  const headers = { ...sqsJson, host: "whatever.example", origin: "http://whatever.example" };
  expect((await ask(any, { headers, body: "{}" })).status).toBe(403);
});

test("an origin that was named may ask first, then call, and read the answer", async () => {
  const origin = "http://localhost:3000";
  await using server = await served({}, { corsOrigins: [origin] });
  const asked = {
    origin,
    "access-control-request-headers": "a, b, c",
    "access-control-request-method": "POST",
  };
  const preflight = await ask(server, { method: "OPTIONS", headers: asked });
  expect(preflight.status).toBe(200);
  expect(preflight.headers).toMatchObject({
    "access-control-allow-origin": origin,
    "access-control-allow-headers": "a, b, c",
    "access-control-allow-methods": "POST",
    "access-control-max-age": "172800",
    vary: "origin",
  });
  const headers = { ...kinesisJson, origin, "sec-fetch-site": "same-site" };
  const call = await ask(server, { headers, body: "{}" });
  expect(call.status).toBe(200);
  expect(call.headers["access-control-allow-origin"]).toBe(origin);
  expect(call.headers["access-control-expose-headers"]).toContain("x-amzn-RequestId");
  const other = await ask(server, {
    headers: { ...kinesisJson, origin: `${origin}1` },
    body: "{}",
  });
  expect(other.status).toBe(403);
});

test("callers that are no browsers say none of it, and need nothing", async () => {
  await using server = await served();
  expect((await ask(server, { headers: sqsJson, body: "{}" })).status).toBe(200);
  const typed = { method: "GET", path: "/health", headers: { "sec-fetch-site": "none" } };
  expect((await ask(server, typed)).status).toBe(200);
});

test("HTTP/2 is asked the same, by :authority and by host", async () => {
  await using server = await served();
  for (const [fields, status] of [
    [{}, 200],
    [{ ":authority": "evil.example" }, 403],
    [{ ":authority": "localhost", host: "evil.example" }, 403],
    [{ origin: "https://evil.example" }, 403],
    [{ "sec-fetch-site": "cross-site" }, 403],
  ] as const) {
    const session = connectHttp2(server.url);
    const stream = session.request({ ":method": "POST", ...sqsJson, ...fields });
    stream.end("{}");
    const [answered] = (await once(stream, "response")) as [Record<string, unknown>];
    expect([fields, answered[":status"]]).toEqual([fields, status]);
    session.destroy();
  }
});

test.each([
  ["two hosts", "POST / HTTP/1.1\r\nhost: localhost\r\nhost: evil.example\r\n", "403"],
  [
    "a host in the request line",
    "POST http://evil.example/ HTTP/1.1\r\nhost: localhost\r\n",
    "403",
  ],
  ["this machine in it", "POST http://localhost/ HTTP/1.1\r\nhost: evil.example\r\n", "200"],
  ["no host at all", "POST / HTTP/1.1\r\n", "200"],
])("%s: %j is answered %s", async (_, start, status) => {
  await using server = await served();
  const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
  const fields = Object.entries(sqsJson).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`${start}${fields.join("")}content-length: 2\r\n\r\n{}`);
  const [answer] = (await once(socket, "data")) as [Buffer];
  expect(answer.toString()).toContain(`HTTP/1.1 ${status} `);
  socket.destroy();
});

test("a queue's URL leads back: by the name that was used, or to where the server listens", async () => {
  await using server = await served();
  const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
  const create = '{"QueueName":"q"}';
  socket.write(
    `POST / HTTP/1.1\r\nx-amz-target: AmazonSQS.CreateQueue\r\ncontent-type: application/x-amz-json-1.0\r\ncontent-length: ${create.length}\r\n\r\n${create}`,
  );
  const [answer] = (await once(socket, "data")) as [Buffer];
  expect(answer.toString()).toContain(`{"QueueUrl":"${server.url}/000000000000/q"}`);
  socket.destroy();
  const headers = { ...sqsJson, host: "sqs.localhost:1" };
  const { text } = await ask(server, { headers, body: "{}" });
  expect(text).toContain("http://sqs.localhost:1/000000000000/q");
});

test("what a page can send without being asked does nothing: forms, images, scripts, sockets", async () => {
  await using server = await served();
  await server.queue("q");
  // As browsers send them from https://evil.example (Fetch standard, Sec-Fetch-* and Origin).
  const cross = { "sec-fetch-site": "cross-site" };
  const path = "/?Action=DeleteQueue&QueueUrl=q";
  const upgrade = { connection: "upgrade", upgrade: "websocket", "sec-websocket-version": "13" };
  for (const one of [
    { method: "GET", path, headers: { ...cross, "sec-fetch-dest": "image" } },
    { method: "GET", path, headers: { ...cross, "sec-fetch-dest": "script" } },
    { method: "GET", path, headers: { ...cross, "sec-fetch-mode": "navigate" } },
    { headers: { ...form, origin: "https://evil.example" }, body: path.slice(2) },
    { headers: { ...form, origin: "null", ...cross }, body: path.slice(2) },
    { method: "GET", path, headers: { ...upgrade, origin: "https://evil.example" } },
  ]) {
    expect((await ask(server, one)).status).toBe(403);
  }
  const { json } = await server.sqs("ListQueues", {});
  expect(json["QueueUrls"]).toHaveLength(1);
});
