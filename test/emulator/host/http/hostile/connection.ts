/** A connection of each kind that the server takes, on which a test writes bytes as it likes. */
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";

import type { Message } from "./encodings.ts";
import { data, endStream, headers, preface, reset, settings } from "./frames.ts";

export const transports = [
  "http1",
  "http1-chunked",
  "http2",
  "tls-http1",
  "tls-http1-chunked",
  "tls-http2",
] as const;
export type Transport = (typeof transports)[number];

export interface Connection {
  readonly socket: Socket;
  /** Below an encrypted connection, or the same. */
  readonly carrier: Socket;
  readonly transport: Transport;
}

export async function open(url: string, transport: Transport): Promise<Connection> {
  const { hostname, port } = new URL(url);
  const carrier = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
  carrier.on("error", () => {});
  await once(carrier, "connect");
  if (!transport.startsWith("tls-")) return { socket: carrier, carrier, transport };
  const ALPNProtocols = transport === "tls-http2" ? ["h2"] : ["http/1.1"];
  const socket = connectTls({ socket: carrier, ALPNProtocols, rejectUnauthorized: false });
  socket.on("error", () => {});
  await once(socket, "secureConnect");
  return { socket, carrier, transport };
}

export function isHttp2(transport: Transport): boolean {
  return transport.endsWith("http2");
}

/** The bytes of a request, as its head and its body; for HTTP/2 the connection's first, on stream 1. */
export function bytesOf(
  { method, path, headers: fields, body }: Message,
  transport: Transport,
  stream = 1,
): { readonly head: Buffer; readonly body: Buffer } {
  if (isHttp2(transport)) {
    const all = {
      ":method": method,
      ":path": path,
      ":scheme": transport.startsWith("tls-") ? "https" : "http",
      ":authority": "localhost",
      ...fields,
    };
    const start = stream === 1 ? [preface, settings()] : [];
    return { head: Buffer.concat([...start, headers(stream, all)]), body: framed(stream, body) };
  }
  const isChunked = transport.endsWith("chunked");
  const lines = Object.entries({ host: "localhost", ...fields }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  const length = isChunked ? "transfer-encoding: chunked" : `content-length: ${body.length}`;
  const head = Buffer.from(
    `${method} ${path} HTTP/1.1\r\n${lines.join("")}${length}\r\n\r\n`,
    "latin1",
  );
  return { head, body: isChunked ? chunked(body) : body };
}

/** In two frames, so that there is something between them. */
function framed(stream: number, body: Buffer): Buffer {
  const frames: Buffer[] = [];
  const size = Math.max(1, Math.min(16_384, Math.ceil(body.length / 2)));
  for (let at = 0; at < body.length; at += size) {
    const isLast = at + size >= body.length;
    frames.push(data(stream, body.subarray(at, at + size), isLast ? endStream : 0));
  }
  return body.length === 0 ? data(stream, "", endStream) : Buffer.concat(frames);
}

function chunked(body: Buffer): Buffer {
  const half = Math.ceil(body.length / 2);
  const parts = [body.subarray(0, half), body.subarray(half)].filter(({ length }) => length > 0);
  return Buffer.concat([
    ...parts.flatMap((part) => [
      Buffer.from(`${part.length.toString(16)}\r\n`),
      part,
      Buffer.from("\r\n"),
    ]),
    Buffer.from("0\r\n\r\n"),
  ]);
}

/** How a caller can go away. */
export const ends = [
  "close",
  "reset",
  "half-close",
  "fall-silent",
  "stream-cancel",
  "stream-no-error",
  "go-away",
] as const;
export type End = (typeof ends)[number];

/** Whether a connection of this kind can end so. */
export function canEnd(transport: Transport, end: End): boolean {
  return isHttp2(transport) || !(end.startsWith("stream-") || end === "go-away");
}

/** The caller goes. One that only falls silent, or closes its side alone, is closed for good after a while. */
export function leave({ socket, carrier }: Connection, end: End, goAway: Buffer): void {
  switch (end) {
    case "close":
      socket.destroy();
      carrier.destroy();
      return;
    case "reset":
      carrier.resetAndDestroy();
      return;
    case "half-close":
      socket.end();
      break;
    case "fall-silent":
      socket.pause();
      break;
    case "stream-cancel":
      socket.write(reset(1, 8));
      break;
    case "stream-no-error":
      socket.write(reset(1, 0));
      break;
    case "go-away":
      socket.end(goAway);
      break;
  }
  setTimeout(() => {
    socket.destroy();
    carrier.destroy();
  }, 150).unref();
}
