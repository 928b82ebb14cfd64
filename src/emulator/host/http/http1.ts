import { Buffer } from "node:buffer";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Writable } from "node:stream";

import { BodyReader } from "./body-reader.ts";
import { type HeaderList, headerOf, type HttpAnswer, type HttpCall } from "./call.ts";
import type { Reception } from "./reception.ts";

/** What `node:http` is to call with each request. */
export function http1Listener(
  reception: Reception,
): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    const call = new Http1Call(request, response);
    const reader = new BodyReader(call.header("content-length"));
    if (reader.isTooLarge) {
      refuseLarge(reception, call, request);
      return;
    }
    request.on("data", (chunk: Buffer) => {
      if (reader.isTooLarge) return;
      reader.add(chunk);
      if (reader.isTooLarge) refuseLarge(reception, call, request);
    });
    request.on("end", () => {
      if (!reader.isTooLarge) reception.receive(call, reader.body());
    });
  };
}

/** The rest of the body is not waited for: the connection ends with the answer. */
function refuseLarge(reception: Reception, call: Http1Call, request: IncomingMessage): void {
  request.pause();
  call.closesAfter = true;
  reception.refuseLarge(call);
}

class Http1Call implements HttpCall {
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  /** Whether the connection ends with the answer. */
  closesAfter = false;

  constructor(request: IncomingMessage, response: ServerResponse) {
    this.#request = request;
    this.#response = response;
  }

  get method(): string {
    return this.#request.method ?? "";
  }

  get url(): string {
    return this.#request.url ?? "";
  }

  header(name: string): string | undefined {
    return headerOf(this.#request.rawHeaders, name);
  }

  respond({ status, headers, body }: HttpAnswer): void {
    const response = this.#response;
    const bytes = typeof body === "string" ? Buffer.byteLength(body) : body.length;
    headers.push("content-length", String(bytes));
    if (this.closesAfter) headers.push("connection", "close");
    response.writeHead(status, headers);
    // Plain ASCII goes out together with the headers, uncopied.
    if (typeof body === "string") {
      response.end(body, bytes === body.length ? "latin1" : "utf8");
    } else response.end(body);
  }

  open(status: number, headers: HeaderList): Writable {
    this.#response.writeHead(status, [...headers]);
    this.#response.flushHeaders();
    return this.#response;
  }

  reset(): void {
    this.#request.socket.resetAndDestroy();
  }

  whenGone(act: () => void): void {
    const response = this.#response;
    response.on("close", () => {
      if (!response.writableFinished) act();
    });
  }
}
