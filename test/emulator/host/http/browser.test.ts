/**
 * A page in a real browser tries to delete queues and to read them, in every way that a page has. Needs Chromium (Debian's package, or
 * CONVOY_CHROMIUM with its path).
 */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { networkInterfaces } from "node:os";

import { chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { chromiumArgs, chromiumFor } from "../../../chromium.ts";
import { type Served, served } from "./served.ts";

const executablePath = chromiumFor("a page in a browser");
const args = [...chromiumArgs, "--host-resolver-rules=MAP evil.example 127.0.0.1"];

/** Everything by which a page can have its browser send something, each on a queue of its own. */
const ways = {
  image: (url: string) => `<img src="${url}">`,
  "image without a referrer": (url: string) => `<img referrerpolicy="no-referrer" src="${url}">`,
  script: (url: string) => `<script src="${url}"></script>`,
  style: (url: string) => `<link rel="stylesheet" href="${url}">`,
  prefetch: (url: string) => `<link rel="prefetch" href="${url}">`,
  frame: (url: string) => `<iframe referrerpolicy="no-referrer" src="${url}"></iframe>`,
  "sandboxed frame": (url: string) => `<iframe sandbox src="${url}"></iframe>`,
  media: (url: string) => `<video referrerpolicy="no-referrer" src="${url}" autoplay></video>`,
  form: (url: string) =>
    `<iframe name="a"></iframe><form id="a" method="post" target="a" action="${url}"></form><script>document.forms.a.submit()</script>`,
  "form by GET": (url: string) =>
    `<iframe name="b"></iframe><form id="b" target="b" rel="noreferrer" action="${url.split("?")[0]}">${[
      ...new URL(url).searchParams,
    ]
      .map(([name, value]) => `<input name="${name}" value="${value}">`)
      .join("")}</form><script>document.forms.b.submit()</script>`,
  fetch: (url: string) => `<script>fetch("${url}", { mode: "no-cors" })</script>`,
  "fetch without a referrer": (url: string) =>
    `<script>fetch("${url}", { mode: "no-cors", referrerPolicy: "no-referrer" })</script>`,
  "fetch of a form": (url: string) =>
    `<script>fetch("${url.split("?")[0]}", { method: "POST", mode: "no-cors", body: new URLSearchParams("${url.split("?")[1]}") })</script>`,
  "fetch with a target": (url: string) =>
    `<script>fetch("${url.split("?")[0]}", { method: "POST", headers: { "x-amz-target": "AmazonSQS.DeleteQueue", "content-type": "application/x-amz-json-1.0" }, body: JSON.stringify({ QueueUrl: "${new URL(url).searchParams.get("QueueUrl")}" }) })</script>`,
  beacon: (url: string) => `<script>navigator.sendBeacon("${url}")</script>`,
  "event source": (url: string) => `<script>new EventSource("${url}")</script>`,
  "web socket": (url: string) => `<script>new WebSocket("${url.replace("http:", "ws:")}")</script>`,
  worker: (url: string) =>
    `<script>new Worker(URL.createObjectURL(new Blob(['fetch("${url}", { mode: "no-cors" })'])))</script>`,
  window: (url: string) => `<script>open("${url}", "_blank", "noopener,noreferrer")</script>`,
} as const;

const names = Object.keys(ways).map((_, index) => `q${index}`);
const otherAddress = Object.values(networkInterfaces())
  .flat()
  .find((one) => one?.family === "IPv4" && !one.internal)?.address;

describe.skipIf(executablePath === undefined)(
  "a page in a browser",
  () => {
    let page: Server;
    let html = "";
    let pagePort = 0;

    beforeAll(async () => {
      page = createServer((_, response) => {
        response.setHeader("content-type", "text/html");
        response.end(html);
      });
      page.listen(0, "127.0.0.1");
      await new Promise((resolve) => page.once("listening", resolve));
      ({ port: pagePort } = page.address() as AddressInfo);
    });
    afterAll(() => void page.close());

    test.for([
      ["of another site", "evil.example", "127.0.0.1", "127.0.0.1"],
      ["of another site, and the server has a name", "evil.example", "127.0.0.1", "localhost"],
      ["of this machine, from another port", "127.0.0.1", "127.0.0.1", "127.0.0.1"],
      [
        "of another site, and the server is there for others",
        "evil.example",
        "0.0.0.0",
        otherAddress,
      ],
    ] as const)("%s deletes nothing", async ([, pageHost, host, reachedAs], { skip }) => {
      if (reachedAs === undefined) skip("this machine has no address but loopback");
      await using server = await served({}, { host });
      const base = `http://${reachedAs}:${new URL(server.url).port}`;
      await makeQueues(server);
      html = `<meta name="referrer" content="no-referrer"><body>${Object.values(ways)
        .map((way, index) => way(deletion(base, names[index] ?? "")))
        .join("")}`;
      await visit([`http://${pageHost}:${pagePort}/`]);
      expect(await queuesOf(server)).toEqual(names.toSorted());
      expect(server.bugs).toEqual([]);
    });

    test("a name that was made to lead to the server gets nothing done", async () => {
      await using server = await served();
      await makeQueues(server);
      const base = `http://evil.example:${new URL(server.url).port}`;
      await visit([`${base}/`, deletion(base, "q0")]);
      expect(await queuesOf(server)).toEqual(names.toSorted());
    });

    test("each way is one: what takes everything gets something by each", async () => {
      let got = "";
      const open = createServer((request, response) => {
        got += `${request.method} ${request.url}\n`;
        request.on("data", (bytes: Buffer) => (got += bytes.toString()));
        request.on("end", () => {
          got += "\n";
          response.end();
        });
      });
      open.listen(0, "127.0.0.1");
      await new Promise((resolve) => open.once("listening", resolve));
      const base = `http://127.0.0.1:${(open.address() as AddressInfo).port}`;
      html = pageOf(base);
      await visit([`http://evil.example:${pagePort}/`]);
      open.close();
      const found = Object.keys(ways).filter((_, index) =>
        new RegExp(`%2F${names[index]}\\b`).test(got),
      );
      // A browser asks before it sends a header of the page's own.
      expect(got).toContain("OPTIONS /\n");
      expect(Object.keys(ways).filter((way) => !found.includes(way))).toEqual([
        "fetch with a target",
      ]);
    });

    test("a page whose origin is let in deletes and reads", async () => {
      const origin = `http://127.0.0.1:${pagePort}`;
      await using server = await served({}, { corsOrigins: [origin] });
      await makeQueues(server);
      const { url } = server;
      html = `<script>fetch("${deletion(url, "q0")}").then(() => fetch("${url}/?Action=ListQueues"))
      .then((answer) => answer.text()).then((text) => (document.title = text))</script>`;
      const title = await visit([`${origin}/`]);
      expect(title).toContain("/q1<");
      expect(title).not.toContain("/q0<");
    });
  },
  120_000,
);

function pageOf(base: string): string {
  const parts = Object.values(ways).map((way, index) => way(deletion(base, names[index] ?? "")));
  return `<meta name="referrer" content="no-referrer"><body>${parts.join("")}`;
}

function deletion(base: string, name: string): string {
  return `${base}/?Action=DeleteQueue&QueueUrl=${encodeURIComponent(`${base}/000000000000/${name}`)}`;
}

async function makeQueues(server: Served): Promise<void> {
  for (const name of names) await server.queue(name);
}

async function queuesOf(server: Served): Promise<readonly string[]> {
  const { json } = await server.sqs("ListQueues", { MaxResults: 1000 });
  const urls = (json["QueueUrls"] ?? []) as readonly string[];
  return urls.map((url) => url.slice(url.lastIndexOf("/") + 1)).toSorted();
}

/** Opens the pages one after the other, waits until they have sent what they send, and gives the last one's title. */
async function visit(urls: readonly string[]): Promise<string> {
  const browser = await chromium.launch({ executablePath: executablePath ?? "", args });
  try {
    const tab = await browser.newPage();
    for (const url of urls) {
      await tab.goto(url, { waitUntil: "load" });
      await tab.waitForLoadState("networkidle").catch(() => {});
      await tab.waitForTimeout(500);
    }
    return await tab.title();
  } finally {
    await browser.close();
  }
}
