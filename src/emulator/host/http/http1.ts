import { Buffer } from "node:buffer";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Writable } from "node:stream";

import { BodyReader } from "./body-reader.ts";
import {
  type HeaderList,
  headerOf,
  hostOf,
  type HttpAnswer,
  type HttpCall,
  ignoreError,
} from "./call.ts";
import type { Held, HeldBytes } from "./held-bytes.ts";
import { bodyLimit, limits } from "./limits.ts";
import type { Reception } from "./reception.ts";
import { breakConnection, isEncrypted, isNear } from "./sockets.ts";
import { Turnstile } from "./turnstile.ts";

/** What `node:http` is to call with each request. */
export function http1Listener(
  reception: Reception,
  held: HeldBytes,
): (request: IncomingMessage, response: ServerResponse) => void {
  const turnstiles = new WeakMap<Socket, Turnstile>();
  return (request, response) => {
    request.on("error", ignoreError);
    response.on("error", ignoreError);
    const call = new Http1Call(request, response, held);
    const refusal = reception.turnAway(call);
    if (refusal !== undefined) {
      refuse(call, request, refusal);
      return;
    }
    let turnstile = turnstiles.get(request.socket);
    if (turnstile === undefined) {
      turnstile = new Turnstile(request.socket);
      turnstiles.set(request.socket, turnstile);
    }
    read(call, request, held, (body) => {
      if (body === undefined) refuse(call, request, reception.tooLarge(call));
      else turnstile.enter(response, body.length, () => reception.receive(call, body));
    });
  };
}

/** Calls back with the body once it is whole, with nothing once it is too large, and never if it breaks off. */
function read(
  call: Http1Call,
  request: IncomingMessage,
  held: HeldBytes,
  done: (body: Buffer | undefined) => void,
): void {
  const reader = new BodyReader(bodyLimit(call), call.header("content-length"));
  let holding: Held | undefined;
  let stopWaiting: (() => void) | undefined;
  request.on("data", (piece: Buffer) => {
    if (reader.isRefused) return;
    if (!reader.add(piece)) {
      holding?.release();
      done(undefined);
    } else if (reader.bytes > limits.smallBytes) {
      holding ??= held.hold(0, () => request.socket.destroy());
      holding.resize(reader.bytes);
      if (!held.isFull) return;
      request.pause();
      stopWaiting = held.whenRoom(() => request.resume());
    }
  });
  request.on("end", () => {
    holding?.release();
    if (!reader.isRefused) done(reader.body());
  });
  request.on("close", () => {
    stopWaiting?.();
    holding?.release();
  });
}

/** The rest of the body is not waited for: the connection ends with the answer. */
function refuse(call: Http1Call, request: IncomingMessage, answer: HttpAnswer): void {
  request.pause();
  call.closesAfter = true;
  call.respond(answer);
}

/** A request line may hold a whole URL, whose host then counts (RFC 9112, 3.2.2). */
const absolute = /^https?:\/\/([^/?#]*)(.*)$/is;

class Http1Call implements HttpCall {
  readonly url: string;
  readonly authority: string | undefined;
  readonly mayBePage = true;
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #held: HeldBytes;
  /** Whether the connection ends with the answer. */
  closesAfter = false;

  constructor(request: IncomingMessage, response: ServerResponse, held: HeldBytes) {
    this.#request = request;
    this.#response = response;
    this.#held = held;
    const { url = "" } = request;
    const parts = url.startsWith("/") ? null : absolute.exec(url);
    this.url = parts === null ? url : (parts[2] ?? "") || "/";
    this.authority = parts?.[1] ?? hostOf(request.rawHeaders);
  }

  get method(): string {
    return this.#request.method ?? "";
  }

  get isNear(): boolean {
    return isNear(this.#request.socket);
  }

  get scheme(): "http" | "https" {
    return isEncrypted(this.#request.socket) ? "https" : "http";
  }

  header(name: string): string | undefined {
    return headerOf(this.#request.rawHeaders, name);
  }

  respond({ status, headers, body }: HttpAnswer): void {
    const response = this.#response;
    if (response.headersSent || response.destroyed) return;
    const bytes = typeof body === "string" ? Buffer.byteLength(body) : body.length;
    headers.push("content-length", String(bytes));
    if (this.closesAfter) headers.push("connection", "close");
    response.writeHead(status, headers);
    // Plain ASCII goes out together with the headers, uncopied.
    if (typeof body === "string") {
      response.end(body, bytes === body.length ? "latin1" : "utf8");
    } else response.end(body);
    if (response.writableLength <= limits.smallBytes) return;
    const { release } = this.#held.hold(bytes, () => this.#request.socket.destroy());
    response.once("close", release);
  }

  open(status: number, headers: HeaderList): Writable | undefined {
    const response = this.#response;
    if (response.headersSent || response.destroyed || response.socket === null) return undefined;
    response.writeHead(status, [...headers]);
    response.flushHeaders();
    return response;
  }

  reset(): void {
    breakConnection(this.#request.socket);
  }

  whenGone(act: () => void): void {
    this.#response.once("close", act);
  }
}
