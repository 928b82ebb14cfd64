/**
 * The short way through HTTP/1.1: a request that came whole in one piece, as nearly all do, is read and answered here. Anything
 * else hands the connection to `node:http`, for good: it starts over with the bytes that were not understood.
 */
import { Buffer } from "node:buffer";
import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import type { Writable } from "node:stream";

import { type HeaderList, headerOf, type HttpAnswer, type HttpCall } from "./call.ts";
import { type PlainRequest, plainRequest } from "./plain-request.ts";
import type { Reception } from "./reception.ts";

export interface PlainConnectionOptions {
  readonly reception: Reception;
  /** Real milliseconds without a byte after which the connection is closed. */
  readonly idleMs: number;
  /** Takes the connection over; the bytes are back in the socket. */
  readonly handOver: (socket: Socket) => void;
}

export class PlainConnection {
  readonly #socket: Socket;
  readonly #options: PlainConnectionOptions;
  /** Header lines. */
  readonly #keepAlive: string;
  /** The request that is being answered. */
  #call: PlainCall | undefined;
  /** What came before its answer was out. */
  #early: Buffer | undefined;
  #isClosing = false;
  #isHandedOver = false;

  constructor(socket: Socket, options: PlainConnectionOptions) {
    this.#socket = socket;
    this.#options = options;
    this.#keepAlive = `connection: keep-alive\r\nkeep-alive: timeout=${Math.floor(options.idleMs / 1000)}\r\n`;
    socket.setNoDelay(true);
    socket.setTimeout(options.idleMs);
    socket.on("data", this.#onData);
    socket.on("end", this.#onEnd);
    socket.on("close", this.#onClose);
    socket.on("timeout", this.#onTimeout);
    // "close" follows, and says all that matters.
    socket.on("error", ignore);
    socket.resume();
  }

  /** Ends the connection, after the answer that is on its way, if any. */
  close(): void {
    this.#isClosing = true;
    if (this.#call === undefined) this.#socket.destroy();
  }

  readonly #onData = (bytes: Buffer): void => {
    if (this.#call !== undefined) {
      this.#early = this.#early === undefined ? bytes : Buffer.concat([this.#early, bytes]);
      this.#socket.pause();
      return;
    }
    const request = plainRequest(bytes);
    if (request === undefined || isLong(request)) this.#handOver(bytes);
    else {
      const call = new PlainCall(request, this.#socket, this.#keepAlive, this.#answered);
      this.#call = call;
      this.#options.reception.receive(call, request.body);
    }
  };

  readonly #answered = (): void => {
    this.#call = undefined;
    if (this.#isClosing) {
      this.#socket.end();
      return;
    }
    if (this.#early === undefined) return;
    const bytes = this.#early;
    this.#early = undefined;
    this.#onData(bytes);
    if (!this.#isHandedOver) this.#socket.resume();
  };

  /** A caller that closes its side has gone, as for `node:http`; what has been answered still goes out. */
  readonly #onEnd = (): void => {
    if (this.#call === undefined) this.#socket.end();
    else this.#socket.destroy();
  };

  readonly #onClose = (): void => this.#call?.gone();

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
    socket.off("error", ignore);
    socket.pause();
    socket.unshift(bytes);
    this.#options.handOver(socket);
  }
}

/** An answer that goes on is for `node:http` to carry. */
function isLong({ headers }: PlainRequest): boolean {
  return headerOf(headers, "x-amz-target")?.endsWith(".SubscribeToShard") === true;
}

class PlainCall implements HttpCall {
  readonly method = "POST";
  readonly url: string;
  readonly #headers: HeaderList;
  readonly #socket: Socket;
  readonly #keepAlive: string;
  readonly #onAnswered: () => void;
  #whenGone: (() => void) | undefined;

  constructor(
    { url, headers }: PlainRequest,
    socket: Socket,
    keepAlive: string,
    onAnswered: () => void,
  ) {
    this.url = url;
    this.#headers = headers;
    this.#socket = socket;
    this.#keepAlive = keepAlive;
    this.#onAnswered = onAnswered;
  }

  header(name: string): string | undefined {
    return headerOf(this.#headers, name);
  }

  respond({ status, headers, body }: HttpAnswer): void {
    let head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\n`;
    for (let index = 0; index < headers.length; index += 2) {
      head += `${headers[index]}: ${headers[index + 1]}\r\n`;
    }
    const bytes = typeof body === "string" ? Buffer.byteLength(body) : body.length;
    head += `date: ${dateText()}\r\n${this.#keepAlive}content-length: ${bytes}\r\n\r\n`;
    if (typeof body === "string") {
      this.#socket.write(head + body, bytes === body.length ? "latin1" : "utf8");
    } else {
      this.#socket.cork();
      this.#socket.write(head, "latin1");
      this.#socket.write(body);
      this.#socket.uncork();
    }
    this.#onAnswered();
  }

  open(): Writable {
    throw new Error("an answer that goes on was asked for where none is expected");
  }

  reset(): void {
    this.#socket.resetAndDestroy();
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

function ignore(): void {}
