/**
 * The short way through HTTP/1.1: a request that came whole in one piece, as nearly all do, is read and answered here. Anything
 * else hands the connection to `node:http`, for good: it starts over with the bytes that were not understood.
 */
import { Buffer } from "node:buffer";
import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";

import {
  type HeaderList,
  headerOf,
  hostOf,
  type HttpAnswer,
  type HttpCall,
  ignoreError,
} from "./call.ts";
import type { HeldBytes } from "./held-bytes.ts";
import { limits } from "./limits.ts";
import { type PlainRequest, plainRequest } from "./plain-request.ts";
import type { Reception } from "./reception.ts";
import { breakConnection, isEncrypted, isNear } from "./sockets.ts";

export interface PlainConnectionOptions {
  readonly reception: Reception;
  readonly held: HeldBytes;
  /** Takes the connection over; the bytes are back in the socket. */
  readonly handOver: (socket: Socket) => void;
}

/** Header lines. */
const keepAlive = `connection: keep-alive\r\nkeep-alive: timeout=${Math.floor(limits.idleMs / 1000)}\r\n`;

export class PlainConnection {
  readonly #socket: Socket;
  readonly #options: PlainConnectionOptions;
  /** The request that is being answered. */
  #call: PlainCall | undefined;
  /** What came before its answer was out. */
  #early: Buffer | undefined;
  /** The caller has not taken its last answer yet. */
  #isUntaken = false;
  #isClosing = false;
  #isHandedOver = false;

  constructor(socket: Socket, options: PlainConnectionOptions) {
    this.#socket = socket;
    this.#options = options;
    socket.setNoDelay(true);
    socket.setTimeout(limits.idleMs);
    socket.on("data", this.#onData);
    socket.on("end", this.#onEnd);
    socket.on("close", this.#onClose);
    socket.on("timeout", this.#onTimeout);
    socket.on("error", ignoreError);
    socket.resume();
  }

  /** Ends the connection, after the answer that is on its way, if any. */
  close(): void {
    this.#isClosing = true;
    if (this.#call !== undefined) return;
    if (this.#isUntaken) this.#socket.end();
    else this.#socket.destroy();
  }

  readonly #onData = (bytes: Buffer): void => {
    if (this.#call !== undefined || this.#isUntaken) {
      this.#early = this.#early === undefined ? bytes : Buffer.concat([this.#early, bytes]);
      this.#socket.pause();
      return;
    }
    const request = plainRequest(bytes);
    if (request === undefined || isLong(request)) this.#handOver(bytes);
    else {
      const call = new PlainCall(request, this.#socket, this.#answer);
      this.#call = call;
      const { reception } = this.#options;
      const refusal = reception.refusal(call);
      if (refusal === undefined) reception.receive(call, request.body);
      else call.respond(refusal);
    }
  };

  readonly #answer: Answer = (head, body, encoding) => {
    const socket = this.#socket;
    this.#call = undefined;
    const isTaken = write(socket, head, body, encoding);
    if (this.#isClosing) socket.end();
    else if (isTaken) this.#goOn();
    else {
      // Nothing more is read from a caller that does not read.
      this.#isUntaken = true;
      const { release } = this.#options.held.hold(socket.writableLength, () => socket.destroy());
      socket.once("close", release);
      socket.once("drain", () => {
        socket.off("close", release);
        release();
        this.#isUntaken = false;
        if (!this.#isClosing) this.#goOn();
      });
    }
  };

  #goOn(): void {
    if (this.#early === undefined) return;
    const bytes = this.#early;
    this.#early = undefined;
    this.#onData(bytes);
    if (!this.#isHandedOver) this.#socket.resume();
  }

  /** A caller that closes its side has gone, as for `node:http`; what has been answered still goes out. */
  readonly #onEnd = (): void => {
    if (this.#call === undefined) this.#socket.end();
    else this.#socket.destroy();
  };

  readonly #onClose = (): void => this.#call?.gone();

  /** Of an answer that is being taken, however slowly, it does not come. */
  readonly #onTimeout = (): void => {
    if (this.#call === undefined) this.#socket.destroy();
  };

  #handOver(bytes: Buffer): void {
    const socket = this.#socket;
    this.#isHandedOver = true;
    socket.setTimeout(0);
    socket.off("data", this.#onData);
    socket.off("end", this.#onEnd);
    socket.off("close", this.#onClose);
    socket.off("timeout", this.#onTimeout);
    socket.off("error", ignoreError);
    socket.pause();
    socket.unshift(bytes);
    this.#options.handOver(socket);
  }
}

/** An answer that goes on is for `node:http` to carry. */
function isLong({ headers }: PlainRequest): boolean {
  return headerOf(headers, "x-amz-target")?.endsWith(".SubscribeToShard") === true;
}

type Answer = (head: string, body: string | Uint8Array, encoding: BufferEncoding) => void;

/** False if the socket has more to do now than it should. */
function write(
  socket: Socket,
  head: string,
  body: string | Uint8Array,
  encoding: BufferEncoding,
): boolean {
  if (typeof body === "string") return socket.write(head + body, encoding);
  socket.cork();
  socket.write(head, "latin1");
  const isTaken = socket.write(body);
  socket.uncork();
  return isTaken;
}

class PlainCall implements HttpCall {
  readonly method = "POST";
  readonly mayBePage = false;
  readonly url: string;
  readonly #headers: HeaderList;
  readonly #socket: Socket;
  readonly #answer: Answer;
  #whenGone: (() => void) | undefined;
  #isAnswered = false;

  constructor({ url, headers }: PlainRequest, socket: Socket, answer: Answer) {
    this.url = url;
    this.#headers = headers;
    this.#socket = socket;
    this.#answer = answer;
  }

  get isNear(): boolean {
    return isNear(this.#socket);
  }

  get scheme(): "http" | "https" {
    return isEncrypted(this.#socket) ? "https" : "http";
  }

  get authority(): string | undefined {
    return hostOf(this.#headers);
  }

  header(name: string): string | undefined {
    return headerOf(this.#headers, name);
  }

  respond({ status, headers, body }: HttpAnswer): void {
    if (this.#isAnswered) return;
    this.#isAnswered = true;
    let head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\n`;
    for (let index = 0; index < headers.length; index += 2) {
      head += `${headers[index]}: ${headers[index + 1]}\r\n`;
    }
    const bytes = typeof body === "string" ? Buffer.byteLength(body) : body.length;
    head += `date: ${dateText()}\r\n${keepAlive}content-length: ${bytes}\r\n\r\n`;
    this.#answer(head, body, bytes === body.length ? "latin1" : "utf8");
  }

  open(): never {
    throw new Error("an answer that goes on was asked for where none is expected");
  }

  reset(): void {
    breakConnection(this.#socket);
  }

  whenGone(act: () => void): void {
    this.#whenGone = act;
  }

  gone(): void {
    this.#whenGone?.();
  }
}

let dateSecond = 0;
let date = "";

/** As in HTTP, made once a second. */
function dateText(): string {
  const second = Math.floor(Date.now() / 1000);
  if (second !== dateSecond) {
    dateSecond = second;
    date = new Date(second * 1000).toUTCString();
  }
  return date;
}
