import type { Server } from "node:http";
import type { Http2Server, ServerHttp2Session } from "node:http2";
import type { Socket } from "node:net";

import { ignoreError } from "./call.ts";
import type { HeldBytes } from "./held-bytes.ts";
import { openStreams, rememberSocket, waitsForCaller } from "./http2.ts";
import { whenIdle } from "./idle-session.ts";
import { limits } from "./limits.ts";
import { PlainConnection, type PlainConnectionOptions } from "./plain-connection.ts";
import type { Reception } from "./reception.ts";
import { whenKnown } from "./sniff.ts";
import { unsentBytes } from "./sockets.ts";
import type { Encrypt } from "./tls.ts";

/** Real milliseconds that a connection gets to end by itself once the server closes. */
const graceMs = 2000;
const sweepMs = 20;

export interface ConnectionsOptions {
  /** Listens; its connections are taken from it. */
  readonly http1: Server;
  readonly http2: Http2Server;
  readonly reception: Reception;
  readonly held: HeldBytes;
  /** Without it callers may not encrypt. */
  readonly encrypt: Encrypt | undefined;
}

/** The sockets of a server, handed to the version of HTTP that each speaks, encrypted or not. */
export class Connections {
  readonly #http1: Server;
  readonly #http2: Http2Server;
  readonly #handToHttp1: (socket: Socket) => void;
  readonly #encrypt: Encrypt | undefined;
  readonly #plainly: PlainConnectionOptions;
  readonly #sockets = new Set<Socket>();
  readonly #sessions = new Set<ServerHttp2Session>();
  /** Not yet handed to `node:http`, and perhaps never. */
  readonly #plain = new Map<Socket, PlainConnection>();

  constructor({ http1, http2, reception, held, encrypt }: ConnectionsOptions) {
    this.#http1 = http1;
    this.#http2 = http2;
    this.#encrypt = encrypt;
    const [speakHttp1] = http1.listeners("connection");
    this.#handToHttp1 = (socket) => {
      this.#plain.delete(socket);
      speakHttp1?.call(http1, socket);
      socket.resume();
    };
    this.#plainly = { reception, held, handOver: this.#handToHttp1 };
    http1.removeAllListeners("connection");
    http1.on("connection", this.#accept);
    http2.on("session", this.#watch);
    // A broken session has nobody left to be told.
    http2.on("sessionError", ignoreError);
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

  readonly #accept = (socket: Socket): void => {
    this.#sockets.add(socket);
    socket.once("close", () => this.#sockets.delete(socket));
    whenKnown(socket, (spoken) => {
      if (spoken === "tls" && this.#encrypt !== undefined) {
        this.#encrypt(socket, (inner, isHttp2) => {
          if (isHttp2) this.#speakHttp2(inner);
          else this.#speakHttp1(inner);
        });
      } else if (spoken === "http2") this.#speakHttp2(socket);
      else this.#speakHttp1(socket);
    });
  };

  #speakHttp1(socket: Socket): void {
    socket.once("close", () => this.#plain.delete(socket));
    this.#plain.set(socket, new PlainConnection(socket, this.#plainly));
  }

  #speakHttp2(socket: Socket): void {
    // Emitted while "connection" is: the session is this socket's.
    const remember = (session: ServerHttp2Session): void => {
      rememberSocket(session, socket);
      // A caller that closes its side has gone, as for HTTP/1.1. Not `session.destroy`: it waits until all is written, and that can be for ever.
      socket.once("end", () => socket.destroy());
      whenIdle(session, socket, limits.idleMs, () => {
        if (waitsForCaller(session)) socket.destroy();
        else if (openStreams(session) > 0) return;
        // It takes nothing of what is written: a session that is to close would wait until it does.
        else if (session.destroyed || session.closed || unsentBytes(socket) > 0) socket.destroy();
        else session.close();
      });
    };
    this.#http2.once("session", remember);
    this.#http2.emit("connection", socket);
    this.#http2.off("session", remember);
    // The session reads below the socket, which would not tell its end otherwise; but first what was put back is the session's.
    setImmediate(() => socket.resume());
  }

  readonly #watch = (session: ServerHttp2Session): void => {
    this.#sessions.add(session);
    session.on("error", ignoreError);
    session.once("close", () => this.#sessions.delete(session));
  };
}
