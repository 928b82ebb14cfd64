/** HTTPS_PROXY and its kin: everything for AWS goes that way, what is pushed over HTTP/2 too. */
import { once } from "node:events";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, request as forward } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { join } from "node:path";

import { expect, it, vi } from "vitest";

import {
  queueDesign,
  scenarioFile,
  shortScenario,
  streamDesign,
} from "../targets/short-scenario.ts";
import { startStandIn } from "../targets/stand-in.ts";
import { convoy, temporary } from "./convoy.ts";
import { benchOnAws, surroundings } from "./on-stand-in.ts";

// Processes of their own take their time on a busy machine.
vi.setConfig({ testTimeout: 300_000 });

/** A proxy as companies have them: CONNECT for `https:`, whole URLs for `http:`, with user and password if it is told so. */
async function startProxy({ authorization }: { readonly authorization?: string } = {}) {
  const seen: string[] = [];
  const sockets = new Set<Socket>();
  const isAllowed = (given: string | undefined) =>
    authorization === undefined ||
    given === `Basic ${Buffer.from(authorization).toString("base64")}`;
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`);
    if (!isAllowed(request.headers["proxy-authorization"])) {
      response.writeHead(407).end();
      return;
    }
    const { host, ...headers } = request.headers;
    const onward = forward(
      request.url ?? "",
      { method: request.method ?? "POST", headers: { ...headers, host } },
      (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
      },
    );
    onward.on("error", () => response.destroy());
    request.pipe(onward);
  });
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
  });
  server.on("connect", (request, client: Socket) => {
    seen.push(`CONNECT ${request.url}`);
    if (!isAllowed(request.headers["proxy-authorization"])) {
      client.end("HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n");
      return;
    }
    const [host = "", port] = (request.url ?? "").split(":");
    const onward = connect(Number(port), host, () => {
      client.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      onward.pipe(client).pipe(onward);
    });
    sockets.add(onward);
    onward.on("error", () => client.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    [Symbol.dispose]: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

const pushed = scenarioFile(
  shortScenario(
    {
      ...streamDesign,
      read: "fan-out",
      consumers: [{ app: "map", kind: "by-lane", count: 2 }],
    } as typeof streamDesign,
    { name: "pushed" },
  ),
);
const queue = scenarioFile(shortScenario(queueDesign, { name: "queue" }));

it.concurrent("https: goes through HTTPS_PROXY with its user and password, which nobody sees", async () => {
  await using standIn = await startStandIn({ tls: true });
  using proxy = await startProxy({ authorization: "fleet:s3cretword" });
  const authority = temporary("authority.pem");
  writeFileSync(authority, standIn.certificate);
  const out = temporary("out");
  const ended = await convoy(benchOnAws(standIn.url, [pushed], out), {
    env: {
      ...surroundings,
      NODE_EXTRA_CA_CERTS: authority,
      HTTPS_PROXY: `http://fleet:s3cretword@${proxy.host}`,
    },
  });
  expect(ended.code, ended.stdout + ended.stderr).toBe(0);
  expect(new Set(proxy.seen)).toEqual(new Set([`CONNECT ${standIn.url.replace("https://", "")}`]));
  const subscribed = standIn.asked.filter(({ action }) => action === "SubscribeToShard");
  expect(subscribed.length).toBeGreaterThan(0);
  for (const { httpVersion } of subscribed) expect(httpVersion).toBe("2.0");
  // Every connection that the service saw came from the proxy.
  expect(standIn.connections()).toBe(proxy.seen.length);
  const files = readdirSync(out).map((name) => readFileSync(join(out, name), "utf8"));
  expect([ended.stdout, ended.stderr, ...files].join("\n")).not.toContain("s3cretword");
});

it.concurrent("http: goes through HTTP_PROXY, and NO_PROXY is heard", async () => {
  await using standIn = await startStandIn();
  using proxy = await startProxy();
  const env = { ...surroundings, HTTP_PROXY: `http://${proxy.host}` };
  const ended = await convoy(benchOnAws(standIn.url, [queue]), { env });
  expect(ended.code, ended.stdout + ended.stderr).toBe(0);
  const through = proxy.seen.length;
  expect(through).toBe(standIn.asked.length);
  const direct = await convoy(benchOnAws(standIn.url, [queue]), {
    env: { ...env, NO_PROXY: "127.0.0.1" },
  });
  expect(direct.code).toBe(0);
  expect(proxy.seen).toHaveLength(through);
});

it.concurrent("a proxy that lets nobody through is what the message is about", async () => {
  await using standIn = await startStandIn();
  using proxy = await startProxy({ authorization: "fleet:right" });
  const env = { ...surroundings, HTTP_PROXY: `http://fleet:wrong@${proxy.host}` };
  const ended = await convoy(benchOnAws(standIn.url, [queue]), { env });
  expect(ended.code).toBe(3);
  expect(ended.stderr).toMatch(/HTTP 407: the proxy wants a user and a password/);
  expect(ended.stderr + ended.stdout).not.toContain("wrong");
  expect(ended.stderr).not.toMatch(/may be left/);
});

it.concurrent("a service on this machine is reached without one", async () => {
  await using standIn = await startStandIn();
  using proxy = await startProxy();
  const env = { ...surroundings, HTTP_PROXY: `http://${proxy.host}`, AWS_ACCESS_KEY_ID: undefined };
  const args = ["--target", "endpoint", "--sqs-endpoint", standIn.url, "--out", temporary("out")];
  const ended = await convoy(["bench", "--scenario", queue, ...args], { env });
  expect(ended.code, ended.stderr).toBe(0);
  expect(proxy.seen).toEqual([]);
});
