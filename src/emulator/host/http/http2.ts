import { Buffer } from "node:buffer";
import { type Http2Session, type IncomingHttpHeaders, type ServerHttp2Stream } from "node:http2";
import type { Socket } from "node:net";
import type { Writable } from "node:stream";

import { BodyReader } from "./body-reader.ts";
import type { HeaderList, HttpAnswer, HttpCall } from "./call.ts";
import type { Reception } from "./reception.ts";

/** Node keeps the socket of a session to itself. */
const sockets = new WeakMap<Http2Session, Socket>();

/** To be called with every new session, so that its connection can be broken. */
export function rememberSocket(session: Http2Session, socket: Socket): void {
  sockets.set(session, socket);
}

/** What `node:http2` is to call with each stream. */
export function http2Listener(
  reception: Reception,
): (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void {
  return (stream, headers) => {
    const call = new Http2Call(stream, headers);
    const reader = new BodyReader(call.header("content-length"));
    // A reset or an aborted session: the stream's "close" says all there is to know.
    stream.on("error", () => {});
    if (reader.isTooLarge) {
      reception.refuseLarge(call);
      stream.resume();
      return;
    }
    stream.on("data", (chunk: Buffer) => {
      if (reader.isTooLarge) return;
      reader.add(chunk);
      if (reader.isTooLarge) reception.refuseLarge(call);
    });
    stream.on("end", () => {
      if (!reader.isTooLarge && !stream.destroyed) reception.receive(call, reader.body());
    });
  };
}

class Http2Call implements HttpCall {
  readonly #stream: ServerHttp2Stream;
  readonly #headers: IncomingHttpHeaders;

  constructor(stream: ServerHttp2Stream, headers: IncomingHttpHeaders) {
    this.#stream = stream;
    this.#headers = headers;
  }

  get method(): string {
    return this.header(":method") ?? "";
  }

  get url(): string {
    return this.header(":path") ?? "";
  }

  header(name: string): string | undefined {
    const value = this.#headers[name];
    return Array.isArray(value) ? value[0] : value;
  }

  respond({ status, headers, body }: HttpAnswer): void {
    const stream = this.#stream;
    if (stream.destroyed || stream.headersSent) return;
    const bytes = Buffer.byteLength(body);
    stream.respond({ ...headersObject(status, headers), "content-length": bytes });
    stream.end(body);
  }

  open(status: number, headers: HeaderList): Writable {
    const stream = this.#stream;
    if (!stream.destroyed && !stream.headersSent) stream.respond(headersObject(status, headers));
    return stream;
  }

  reset(): void {
    const { session } = this.#stream;
    const socket = session === undefined ? undefined : sockets.get(session);
    socket?.resetAndDestroy();
  }

  whenGone(act: () => void): void {
    const stream = this.#stream;
    stream.on("close", () => {
      if (!stream.writableFinished) act();
    });
  }
}

function headersObject(status: number, headers: HeaderList): Record<string, string | number> {
  const object: Record<string, string | number> = { ":status": status };
  for (let index = 0; index < headers.length; index += 2) {
    object[headers[index] ?? ""] = headers[index + 1] ?? "";
  }
  return object;
}
