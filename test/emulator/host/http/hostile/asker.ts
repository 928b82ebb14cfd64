/** Asks and waits for the answer, over connections that are kept. */
import { Agent, request } from "node:http";
import { type ClientHttp2Session, connect } from "node:http2";

import type { Message } from "./encodings.ts";

export interface Reply {
  readonly status: number;
  readonly requestId: string | undefined;
  readonly body: Buffer;
}

/** Of plain connections: what is inside encrypted ones is the same. */
export const askingWays = ["http1", "http1-chunked", "http2"] as const;
export type AskingWay = (typeof askingWays)[number];

export class Asker implements Disposable {
  readonly #url: string;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 32 });
  #session: ClientHttp2Session | undefined;

  constructor(url: string) {
    this.#url = url;
  }

  [Symbol.dispose](): void {
    this.#agent.destroy();
    this.#session?.destroy();
  }

  /** Undefined if there is no answer in time: then the caller has given up. Rejects if the connection broke. */
  ask(message: Message, way: AskingWay, withinMs: number): Promise<Reply | undefined> {
    return way === "http2"
      ? this.#http2(message, withinMs)
      : this.#http1(message, way === "http1-chunked", withinMs);
  }

  #http1(
    { method, path, headers, body }: Message,
    isChunked: boolean,
    withinMs: number,
  ): Promise<Reply | undefined> {
    return new Promise((resolve, reject) => {
      const length = isChunked ? {} : { "content-length": body.length };
      const options = { agent: this.#agent, method, path, headers: { ...headers, ...length } };
      const outgoing = request(this.#url, options, (incoming) => {
        const parts: Buffer[] = [];
        incoming.on("data", (part: Buffer) => parts.push(part));
        incoming.on("error", () => resolve(undefined));
        incoming.on("end", () => {
          clearTimeout(timer);
          resolve({
            status: incoming.statusCode ?? 0,
            requestId: incoming.headers["x-amzn-requestid"] as string | undefined,
            body: Buffer.concat(parts),
          });
        });
      });
      const timer = setTimeout(() => {
        resolve(undefined);
        outgoing.destroy();
      }, withinMs);
      outgoing.on("error", reject);
      if (isChunked && body.length > 1) outgoing.write(body.subarray(0, 1));
      outgoing.end(isChunked && body.length > 1 ? body.subarray(1) : body);
    });
  }

  #http2({ method, path, headers, body }: Message, withinMs: number): Promise<Reply | undefined> {
    return new Promise((resolve, reject) => {
      if (this.#session === undefined || this.#session.closed || this.#session.destroyed) {
        // By default a client has no room for more than a few bodies that are on their way.
        this.#session = connect(this.#url, { maxSessionMemory: 1000 });
        this.#session.on("error", () => {});
      }
      const fields = { ...headers, ":method": method, ":path": path };
      const stream = this.#session.request(fields, { endStream: body.length === 0 });
      const parts: Buffer[] = [];
      let status = 0;
      let requestId: string | undefined;
      stream.on("response", (answered) => {
        status = answered[":status"] ?? 0;
        requestId = answered["x-amzn-requestid"] as string | undefined;
      });
      const timer = setTimeout(() => {
        resolve(undefined);
        stream.close(8);
      }, withinMs);
      stream.on("data", (part: Buffer) => parts.push(part));
      stream.on("error", reject);
      stream.on("end", () => {
        clearTimeout(timer);
        // So does a stream whose connection breaks, sometimes.
        if (status === 0) reject(new Error("the stream ended without an answer"));
        else resolve({ status, requestId, body: Buffer.concat(parts) });
      });
      if (body.length > 0) stream.end(body);
    });
  }
}
