/** Something answers that is no Kinesis and no SQS: it is said what, in words of ours. */
import { createServer as createHttp, type RequestListener } from "node:http";
import { createServer as createHttps } from "node:https";
import { createServer as createTcp } from "node:net";
import type { AddressInfo, Server } from "node:net";

import selfsigned from "selfsigned";
import { expect, it, vi } from "vitest";

import { queueDesign, scenarioFile, shortScenario } from "../targets/short-scenario.ts";
import { convoy } from "./convoy.ts";
import { benchOnAws, surroundings } from "./on-stand-in.ts";

// Each is a process of its own or three, on a machine that may be busy.
vi.setConfig({ testTimeout: 300_000 });

const answering =
  (status: number, type: string, body: string): RequestListener =>
  (request, response) => {
    request.resume();
    response.writeHead(status, { "content-type": type, location: "https://u:p@elsewhere/" });
    response.end(body);
  };

const speaking = (greeting: string) =>
  createTcp((socket) => {
    socket.on("error", () => {});
    socket.write(greeting);
  });

async function tls(): Promise<Server> {
  const { private: key, cert } = await selfsigned.generate(
    [{ name: "commonName", value: "127.0.0.1" }],
    { keySize: 2048, algorithm: "sha256" },
  );
  return createHttps({ key, cert }, answering(200, "text/html", "hello"));
}

type Peer = readonly ["http" | "https", () => Server | Promise<Server>, RegExp];

const peers: Readonly<Record<string, Peer>> = {
  "a web server": [
    "http",
    () => createHttp(answering(404, "text/html; charset=utf-8", "<html>nginx</html>")),
    /does not speak AWS \(HTTP 404, text\/html, it redirects to https:\/\/elsewhere\/\)/,
  ],
  "a JSON API": [
    "http",
    () => createHttp(answering(404, "application/json", '{"detail":"Not Found"}')),
    /does not speak AWS \(HTTP 404, application\/json/,
  ],
  "something that says yes to all": [
    "http",
    () => createHttp(answering(200, "application/json", "{}")),
    /does not speak AWS \(HTTP 200, and nothing in it\)/,
  ],
  S3: [
    "http",
    () => createHttp(answering(403, "application/xml", "<Error><Code>AccessDenied</Code></Error>")),
    /does not speak AWS \(HTTP 403, application\/xml/,
  ],
  "TLS where http:// was said": [
    "http",
    tls,
    /does not speak AWS \(TLS there: https:\/\/ perhaps\)/,
  ],
  "no TLS where https:// was said": [
    "https",
    () => createHttp(answering(200, "text/html", "hello")),
    /does not speak AWS \(no TLS there: http:\/\/ perhaps\)/,
  ],
  "a mail server": [
    "http",
    () => speaking("220 mail.example.org ESMTP\r\n"),
    /does not speak AWS \(no HTTP\/1\.1 there, but another protocol\)/,
  ],
  SSH: [
    "http",
    () => speaking("SSH-2.0-OpenSSH_9.2\r\n"),
    /does not speak AWS \(no HTTP\/1\.1 there/,
  ],
};

/** What the SDK, Node and OpenSSL say of such things. */
const raw =
  /SyntaxError|Unexpected token|Deserialization|EPROTO|SSL routines|HPE_|Parse Error|UnknownError|socket hang up/;

/** One for each way to fail: for these the other commands are tried too. */
const mostly = ["a web server", "no TLS where https:// was said", "a mail server"];

it.concurrent.each(Object.entries(peers))("%s", async (name, [scheme, start, said]) => {
  const server = await start();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    const probed = await convoy(["probe", "--endpoint", url], { env: surroundings });
    expect(probed.code).toBe(3);
    expect(probed.stderr).toMatch(said);
    expect(probed.stderr).not.toMatch(raw);
    if (!mostly.includes(name)) return;
    const file = scenarioFile(shortScenario(queueDesign, { name: "queue" }));
    for (const args of [["clean", "--endpoint", url, "--dry-run"], benchOnAws(url, [file])]) {
      const ended = await convoy(args, { env: surroundings });
      expect(ended.code).toBe(3);
      expect(ended.stderr).not.toMatch(raw);
      expect(ended.stderr).not.toMatch(/may be left/);
    }
  } finally {
    server.close();
    if ("closeAllConnections" in server)
      (server as { closeAllConnections: () => void }).closeAllConnections();
  }
});
