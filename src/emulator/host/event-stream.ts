/**
 * A Subscription on the wire: `application/vnd.amazon.eventstream`, a sequence of framed messages with headers, as SubscribeToShard
 * answers. The framing is the SDK's own codec. The first message is `initial-response`, which SDKs of JSON protocols wait for.
 */
import { EventStreamCodec, type MessageHeaders } from "@smithy/core/event-streams";

import type { ServiceError, Subscription } from "../emulator.ts";

export const eventStreamContentType = "application/vnd.amazon.eventstream";

/** How the payload of a message is written: as the protocol of the request writes its answers. */
export interface PayloadEncoding {
  readonly contentType: string;
  readonly encode: (value: object) => Uint8Array;
}

export const jsonPayload: PayloadEncoding = {
  contentType: "application/x-amz-json-1.1",
  encode: (value) => Buffer.from(JSON.stringify(value)),
};

/**
 * Bytes that may wait for a slow caller before the subscription is paused: HTTP/2's default window, which the SDK does not change
 * (RFC 9113 6.9.2). At least one event is always taken.
 */
const windowBytes = 65_535;

const codec = new EventStreamCodec(
  (bytes) => (typeof bytes === "string" ? bytes : Buffer.from(bytes).toString("utf8")),
  (text) => Buffer.from(text),
);

/** One event, or with the type `initial-response` the answer's other members. */
export function encodeEvent(type: string, event: object, payload: PayloadEncoding): Uint8Array {
  return message({ ":event-type": type, ":message-type": "event" }, event, payload);
}

/** The error that a stream ends with. */
export function encodeException(error: ServiceError, payload: PayloadEncoding): Uint8Array {
  const headers = { ":exception-type": error.name, ":message-type": "exception" };
  return message(headers, { message: error.message }, payload);
}

function message(
  headers: Readonly<Record<string, string>>,
  value: object,
  { contentType, encode }: PayloadEncoding,
): Uint8Array {
  const typed: MessageHeaders = {};
  for (const [name, text] of Object.entries({ ...headers, ":content-type": contentType })) {
    typed[name] = { type: "string", value: text };
  }
  return codec.encode({ headers: typed, body: encode(value) });
}

/**
 * The body of the answer, for a host to hand on: an async iterable, so also `Readable.from(body)`. Giving it up (`return`, which
 * `break` and destroying the Readable call) cancels the subscription. `plan` is called whenever the emulator may want to be woken
 * at another instant: `Waker.plan`.
 */
export class EventBody implements AsyncIterableIterator<Uint8Array, undefined> {
  /** The stream is over: at its end, or given up. */
  onOver: () => void = () => {};
  readonly #subscription: Subscription;
  readonly #plan: () => void;
  readonly #chunks: Uint8Array[] = [];
  #bytes = 0;
  #isOver = false;
  #failure: Error | undefined;
  #waiting: (() => void) | undefined;

  constructor(
    subscription: Subscription,
    plan: () => void,
    payload: PayloadEncoding = jsonPayload,
  ) {
    this.#subscription = subscription;
    this.#plan = plan;
    this.#add(encodeEvent("initial-response", {}, payload));
    subscription.onEvent = (type, event) => this.#add(encodeEvent(type, event, payload));
    subscription.onEnd = (error) => {
      this.#isOver = true;
      if (error !== undefined) this.#add(encodeException(error, payload));
      this.#waiting?.();
      this.onOver();
    };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<Uint8Array, undefined>> {
    while (this.#chunks.length === 0 && !this.#isOver) {
      await new Promise<void>((resolve) => {
        this.#waiting = resolve;
      });
    }
    if (this.#failure !== undefined) throw this.#failure;
    const chunk = this.#chunks.shift();
    if (chunk === undefined) return { done: true, value: undefined };
    this.#bytes -= chunk.length;
    if (this.#bytes < windowBytes && this.#subscription.isPaused) {
      this.#subscription.resume();
      this.#plan();
    }
    return { done: false, value: chunk };
  }

  async return(): Promise<IteratorResult<Uint8Array, undefined>> {
    this.#giveUp();
    return { done: true, value: undefined };
  }

  /** The connection breaks, or the caller aborts: what waits is lost, whoever reads gets this error. */
  destroy(error: Error): void {
    this.#failure = error;
    this.#giveUp();
  }

  #giveUp(): void {
    this.#isOver = true;
    this.#chunks.length = 0;
    this.#subscription.cancel();
    this.#plan();
    this.#waiting?.();
    this.onOver();
  }

  #add(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    if (this.#bytes >= windowBytes) this.#subscription.pause();
    this.#waiting?.();
  }
}
