import { createServer } from "node:http";
import { Duplex } from "node:stream";

import { assert, asyncProperty, constantFrom, array, nat, tuple } from "fast-check";
import { describe, expect, it } from "vitest";

import { plainRequest } from "../../../../src/emulator/host/http/plain-request.ts";

const read = (text: string) => plainRequest(Buffer.from(text, "latin1"));

describe("a request in one piece", () => {
  it("is read: path, headers in lower case, body", () => {
    expect(
      read("POST /q?a=b HTTP/1.1\r\nHost: x\r\nX-Amz-Target:  T.Y \r\nContent-Length: 2\r\n\r\n{}"),
    ).toEqual({
      url: "/q?a=b",
      headers: ["host", "x", "x-amz-target", "T.Y", "content-length", "2"],
      body: Buffer.from("{}"),
    });
  });

  it.each([
    ["a part of a head", "POST / HTTP/1.1\r\nhost: x\r\n"],
    ["a part of a body", "POST / HTTP/1.1\r\ncontent-length: 3\r\n\r\n{}"],
    ["two requests", "POST / HTTP/1.1\r\ncontent-length: 0\r\n\r\nPOST / HTTP/1.1\r\n\r\n"],
    ["no length", "POST / HTTP/1.1\r\nhost: x\r\n\r\n"],
    ["two lengths", "POST / HTTP/1.1\r\ncontent-length: 2\r\ncontent-length: 2\r\n\r\n{}"],
    ["a length that is no number", "POST / HTTP/1.1\r\ncontent-length: +2\r\n\r\n{}"],
    ["chunks", "POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\ncontent-length: 2\r\n\r\n{}"],
    ["an expectation", "POST / HTTP/1.1\r\nexpect: 100-continue\r\ncontent-length: 2\r\n\r\n{}"],
    ["the wish to close", "POST / HTTP/1.1\r\nconnection: close\r\ncontent-length: 2\r\n\r\n{}"],
    ["another method", "PUT / HTTP/1.1\r\ncontent-length: 2\r\n\r\n{}"],
    ["another version", "POST / HTTP/1.0\r\ncontent-length: 2\r\n\r\n{}"],
    ["a URL with a host", "POST http://x/ HTTP/1.1\r\ncontent-length: 2\r\n\r\n{}"],
    ["a line that goes on", "POST / HTTP/1.1\r\na: b\r\n c\r\ncontent-length: 2\r\n\r\n{}"],
    ["a line break by half", "POST / HTTP/1.1\r\na: b\nc: d\r\ncontent-length: 2\r\n\r\n{}"],
    ["a space before the colon", "POST / HTTP/1.1\r\na : b\r\ncontent-length: 2\r\n\r\n{}"],
    ["a line without a colon", "POST / HTTP/1.1\r\nabc\r\ncontent-length: 2\r\n\r\n{}"],
    ["a byte that is no text", "POST / HTTP/1.1\r\na: \u0001\r\ncontent-length: 2\r\n\r\n{}"],
  ])("is left to node:http with %s", (_, text) => {
    expect(read(text)).toBeUndefined();
  });
});

interface Seen {
  readonly url: string | undefined;
  readonly headers: readonly string[];
  readonly body: string;
}

/** What `node:http` makes of the same bytes. */
function seenByNode(bytes: Buffer): Promise<Seen | undefined> {
  return new Promise((resolve) => {
    const server = createServer({ requireHostHeader: false }, (request) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const headers = request.rawHeaders.map((text, index) =>
          index % 2 === 0 ? text.toLowerCase() : text,
        );
        resolve({ url: request.url, headers, body: Buffer.concat(chunks).toString("latin1") });
      });
    });
    server.on("clientError", () => resolve(undefined));
    const socket = new Duplex({ read: () => {}, write: (_chunk, _encoding, done) => done() });
    server.emit("connection", socket);
    socket.push(bytes);
    socket.push(null);
  });
}

/** Pieces of which most make a good request, and some spoil it. */
const line = constantFrom(
  "host: x",
  "X-Amz-Target: AmazonSQS.ListQueues",
  "x-empty:",
  "x-tab:\ta\tb",
  "x-high: caf\u00e9",
  "content-type: application/x-amz-json-1.0",
  "content-length: 2",
  "content-length: 0",
  "content-length: 02",
  "connection: Keep-Alive",
  "connection: close",
  "transfer-encoding: chunked",
  "x bad: 1",
  ": none",
  " folded",
  "x-cr: a\rb",
  "x-lf: a\nb",
);
const first = constantFrom("POST / HTTP/1.1", "POST /a?b=%20c HTTP/1.1", "POST /\u00e9 HTTP/1.1");
const body = constantFrom("{}", "", "{}{}", "\r\n");
/** Whole, or cut off somewhere. */
const cut = tuple(nat(3), nat(40));

it("whatever is read here is read by node:http in the same way", async () => {
  let accepted = 0;
  await assert(
    asyncProperty(
      first,
      array(line, { maxLength: 6 }),
      body,
      cut,
      async (top, lines, end, cuts) => {
        const whole = [top, ...lines, "content-length: 2", "", end].join("\r\n");
        const text = cuts[0] === 0 ? whole.slice(0, -cuts[1]) : whole;
        const bytes = Buffer.from(text, "latin1");
        const ours = plainRequest(bytes);
        if (ours === undefined) return;
        accepted += 1;
        const { url, headers, body: read_ } = ours;
        expect(await seenByNode(bytes)).toEqual({ url, headers, body: read_.toString("latin1") });
      },
    ),
    { numRuns: 3000 },
  );
  expect(accepted).toBeGreaterThan(100);
});
