/** The model behind HTTP/1.1 and HTTP/2 without TLS, both on one port, in real time. */
import { createServer, type Server } from "node:http";
import {
  createServer as createHttp2Server,
  type Http2Server,
  type ServerHttp2Session,
} from "node:http2";
import type { AddressInfo, Socket } from "node:net";

import type { Emulator } from "../../emulator.ts";
import { http1Listener } from "./http1.ts";
import { http2Listener, rememberSocket } from "./http2.ts";
import { PlainConnection } from "./plain-connection.ts";
import { Reception } from "./reception.ts";
import { whenKnown } from "./sniff.ts";

export interface ServeOptions {
  /** Default 127.0.0.1: this machine only. */
  readonly host?: string;
  /** 0 (the default) takes a free one. */
  readonly port?: number;
  /** Told of errors that are bugs of the model; the caller got InternalFailure 500. */
  readonly onBug?: (error: unknown) => void;
}

export interface EmulatorServer extends AsyncDisposable {
  readonly url: string;
  /** Stops accepting, answers what is parked with nothing, ends event streams, and resolves when every connection is closed. */
  close(): Promise<void>;
}

/** Longer than clients keep an idle connection, so that the client is the one to close it. */
const keepAliveMs = 75_000;
/** The target header apart, a GET request of the query protocol has its message in its first line. */
const maxHeaderBytes = 64 * 1024;
/** Real milliseconds that a connection gets to end by itself once the server closes. */
const graceMs = 2000;
const sweepMs = 20;

/** Rejects with Node's own error if the port is taken (EADDRINUSE) or not allowed (EACCES). */
export async function serveEmulator(
  emulator: Emulator,
  options: ServeOptions = {},
): Promise<EmulatorServer> {
  const { host = "127.0.0.1", port = 0, onBug = () => {} } = options;
  const reception = new Reception(emulator, onBug);
  const http1 = createServer(
    { keepAliveTimeout: keepAliveMs, maxHeaderSize: maxHeaderBytes, requireHostHeader: false },
    http1Listener(reception),
  );
  http1.on("clientError", refuseUnreadable);
  const http2 = createHttp2Server().on("stream", http2Listener(reception));
  const connections = new Connections(reception, http1, http2);
  await new Promise<void>((resolve, reject) => {
    http1.once("error", reject);
    http1.listen({ host, port, backlog: 4096 }, () => {
      http1.off("error", reject);
      resolve();
    });
  });
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closing ??= (async () => {
      const closed = connections.close();
      reception.release();
      await closed;
    })();
    return closing;
  };
  return { url: urlOf(http1.address() as AddressInfo), close, [Symbol.asyncDispose]: close };
}

/** The sockets of a server, handed to the version of HTTP that each speaks. */
class Connections {
  readonly #http1: Server;
  readonly #sockets = new Set<Socket>();
  readonly #sessions = new Set<ServerHttp2Session>();
  /** Not yet handed to `node:http`, and perhaps never. */
  readonly #plain = new Map<Socket, PlainConnection>();

  constructor(reception: Reception, http1: Server, http2: Http2Server) {
    this.#http1 = http1;
    const [speakHttp1] = http1.listeners("connection");
    const plainly = {
      reception,
      idleMs: keepAliveMs,
      handOver: (socket: Socket) => {
        this.#plain.delete(socket);
        speakHttp1?.call(http1, socket);
        socket.resume();
      },
    };
    http1.removeAllListeners("connection");
    http1.on("connection", (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once("close", () => {
        this.#sockets.delete(socket);
        this.#plain.delete(socket);
      });
      whenKnown(socket, (isHttp2) => {
        if (isHttp2) {
          // Emitted while "connection" is: the session is this socket's.
          const remember = (session: ServerHttp2Session): void => rememberSocket(session, socket);
          http2.once("session", remember);
          http2.emit("connection", socket);
          http2.off("session", remember);
        } else this.#plain.set(socket, new PlainConnection(socket, plainly));
      });
    });
    http2.on("session", (session) => {
      this.#sessions.add(session);
      // A broken session has nobody left to be told.
      session.on("error", () => {});
      session.once("close", () => this.#sessions.delete(session));
    });
    http2.on("sessionError", () => {});
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      const impatience = setTimeout(() => {
        for (const socket of this.#sockets) socket.destroy();
      }, graceMs);
      // A connection is idle only once its last answer is out.
      const sweep = setInterval(() => this.#http1.closeIdleConnections(), sweepMs);
      this.#http1.close(() => {
        clearTimeout(impatience);
        clearInterval(sweep);
        resolve();
      });
      for (const session of this.#sessions) session.close();
      for (const plain of this.#plain.values()) plain.close();
      // A connection that has said nothing yet belongs to neither version.
      for (const socket of this.#sockets) if (socket.bytesRead === 0) socket.destroy();
    });
  }
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

function urlOf({ address, family, port }: AddressInfo): string {
  return `http://${family === "IPv6" ? `[${address}]` : address}:${port}`;
}
