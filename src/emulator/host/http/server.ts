/** The model behind HTTP/1.1 and HTTP/2, with and without TLS, all on one port, in real time. */
import { createServer, type Server } from "node:http";
import { createServer as createHttp2Server } from "node:http2";
import type { AddressInfo, Socket } from "node:net";

import type { Emulator } from "../../emulator.ts";
import { wakerOf } from "../waker.ts";
import type { Witness } from "../witness.ts";
import { Connections } from "./connections.ts";
import { Gate } from "./gate.ts";
import { HeldBytes } from "./held-bytes.ts";
import { http1Listener } from "./http1.ts";
import { http2Listener } from "./http2.ts";
import { limits } from "./limits.ts";
import { Reception } from "./reception.ts";
import { encryption, type Identity } from "./tls.ts";

export interface ServeOptions {
  /** Default 127.0.0.1: this machine only. */
  readonly host?: string;
  /** 0 (the default) takes a free one. */
  readonly port?: number;
  /** Callers may encrypt their connections if they like. Default: they may not. */
  readonly identity?: Identity;
  /** Origins whose pages may call, such as `http://localhost:3000`. Default: none. */
  readonly corsOrigins?: readonly string[];
  /**
   * Host names by which callers may ask for the server, beside those of this machine; `.example.test` stands for every name below it.
   * Default: on a loopback address no others, elsewhere any.
   */
  readonly allowHosts?: readonly string[];
  /** Whether the time can be moved: by `advance`, and by callers on this machine (`POST /clock?advance=5m`). Default: it cannot. */
  readonly clock?: boolean;
  /** Told of every request as the service sees it. Default: nobody looks on. */
  readonly witness?: Witness;
  /** Told of errors that are bugs; if it was in a request, the caller got InternalFailure 500. */
  readonly onBug?: (error: unknown) => void;
}

export interface EmulatorServer extends AsyncDisposable {
  readonly url: string;
  /** Whether only this machine reaches it. */
  readonly isLoopback: boolean;
  /** Moves the time on: what is due by then happens now, in order, each at its own instant. Throws unless `clock` is set. */
  advance(ms: number): void;
  /** Stops accepting, answers what is parked with nothing, ends event streams, and resolves when every connection is closed. */
  close(): Promise<void>;
}

/**
 * MiB that a session may hold before Node refuses its streams: by default fewer than one answer of GetRecords has. What callers make the
 * server hold is bounded by HeldBytes.
 */
const sessionMib = 1024;

/** Rejects with Node's own error if the port is taken (EADDRINUSE) or not allowed (EACCES). */
export async function serveEmulator(
  emulator: Emulator,
  options: ServeOptions = {},
): Promise<EmulatorServer> {
  const { host = "127.0.0.1", port = 0, identity, corsOrigins = [], allowHosts = [] } = options;
  const { clock: hasClock = false, witness, onBug = () => {} } = options;
  // First: a certificate that cannot be used must not leave a server behind.
  const encrypt = identity && encryption(identity);
  const http1 = createServer({
    keepAliveTimeout: limits.idleMs,
    requestTimeout: limits.bodyMs,
    maxHeaderSize: limits.headerBytes,
    requireHostHeader: false,
    keepAlive: true,
    keepAliveInitialDelay: limits.idleMs,
  });
  const http2 = createHttp2Server({
    settings: { maxConcurrentStreams: limits.streams },
    maxSessionMemory: sessionMib,
  });
  const bound = await listening(http1, host, port);
  // Too many open files, say: those who are connected go on.
  http1.on("error", onBug);
  const isLoopback = bound.address === "::1" || bound.address.startsWith("127.");
  const url = urlOf(bound, identity === undefined ? "http" : "https");
  const gate = new Gate({ isLoopback, boundHost: host, corsOrigins, allowHosts });
  const held = new HeldBytes(limits.heldBytes);
  const reception = new Reception({ emulator, gate, held, url, hasClock, witness, onBug });
  http1.on("request", http1Listener(reception, held));
  http1.on("clientError", refuseUnreadable);
  http1.setTimeout(limits.idleMs, endUntaken);
  http2.on("stream", http2Listener(reception, held));
  const connections = new Connections({ http1, http2, reception, held, encrypt });
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closing ??= (async () => {
      const closed = connections.close();
      reception.release();
      await closed;
    })();
    return closing;
  };
  const advance = (ms: number): void => wakerOf(emulator).move(ms);
  return { url, isLoopback, advance, close, [Symbol.asyncDispose]: close };
}

function listening(server: Server, host: string, port: number): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host, port, backlog: 4096 }, () => {
      server.off("error", reject);
      resolve(server.address() as AddressInfo);
    });
  });
}

/** Nothing has happened for long: a long poll waits for its answer, but an answer that waits for its caller has none. */
function endUntaken(socket: Socket): void {
  if (socket.writableLength > 0) socket.destroy();
}

/** What is not HTTP gets the least that is (*assumed*), and the connection ends. */
function refuseUnreadable(error: NodeJS.ErrnoException, socket: NodeJS.WritableStream): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    (socket as Socket).destroy();
    return;
  }
  const status =
    error.code === "HPE_HEADER_OVERFLOW"
      ? "431 Request Header Fields Too Large"
      : error.code === "ERR_HTTP_REQUEST_TIMEOUT"
        ? "408 Request Timeout"
        : "400 Bad Request";
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}

function urlOf({ address, family, port }: AddressInfo, scheme: "http" | "https"): string {
  return `${scheme}://${family === "IPv6" ? `[${address}]` : address}:${port}`;
}
