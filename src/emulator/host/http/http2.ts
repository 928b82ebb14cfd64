import { Buffer } from "node:buffer";
import type {
  Http2Session,
  IncomingHttpHeaders,
  ServerHttp2Session,
  ServerHttp2Stream,
} from "node:http2";
import type { Socket } from "node:net";
import type { Writable } from "node:stream";

import { BodyReader } from "./body-reader.ts";
import { type HeaderList, type HttpAnswer, type HttpCall, ignoreError } from "./call.ts";
import { type Held, HeldBytes } from "./held-bytes.ts";
import { bodyLimit, limits } from "./limits.ts";
import { Receipts } from "./receipts.ts";
import type { Reception } from "./reception.ts";
import { breakConnection, isEncrypted, isNear } from "./sockets.ts";

/** What belongs to a session besides: Node keeps its socket to itself. */
interface Connection {
  readonly socket: Socket;
  /** Answers that its caller leaves untaken. */
  readonly untaken: HeldBytes;
  readonly receipts: Receipts;
  /** When each body that is not whole yet began, the first one first. */
  readonly reading: Set<{ readonly beganMs: number }>;
  streams: number;
}

const connections = new WeakMap<Http2Session, Connection>();

/** To be called with every new session. */
export function rememberSocket(session: ServerHttp2Session, socket: Socket): void {
  connections.set(session, {
    socket,
    untaken: new HeldBytes(limits.untakenBytes),
    receipts: new Receipts(session),
    reading: new Set(),
    streams: 0,
  });
  // Node holds on to a session whose SETTINGS were not acknowledged, as long as an error of its socket is reached from it.
  session.once("close", () => connections.delete(session));
}

/** Whether it is the caller's turn: to take its answers, or to send the rest of a body. */
export function waitsForCaller(session: Http2Session): boolean {
  const connection = connections.get(session);
  return connection !== undefined && connection.untaken.bytes + connection.reading.size > 0;
}

/** Requests that are under way. */
export function openStreams(session: Http2Session): number {
  return connections.get(session)?.streams ?? 0;
}

/** What `node:http2` is to call with each stream. */
export function http2Listener(
  reception: Reception,
  held: HeldBytes,
): (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void {
  return (stream, headers) => {
    stream.on("error", ignoreError);
    const connection = stream.session === undefined ? undefined : connections.get(stream.session);
    if (connection === undefined || !isOpen(stream)) return;
    connection.streams += 1;
    stream.once("close", () => (connection.streams -= 1));
    const call = new Http2Call(stream, headers, connection, held);
    const refusal = reception.turnAway(call);
    if (refusal !== undefined) {
      refuse(call, stream, refusal);
      return;
    }
    // A timer for each stream would cost more than all of the rest.
    const [oldest] = connection.reading;
    if (oldest !== undefined && performance.now() - oldest.beganMs > limits.bodyMs) {
      call.reset();
      return;
    }
    // A caller that does not take its answers gets to ask no more: what it has sent is not read, and what was read not performed.
    const whenRoom = (act: () => void): void => {
      const stopWaiting = connection.untaken.whenRoom(() => {
        if (isOpen(stream)) act();
      });
      if (stopWaiting !== undefined) stream.once("close", stopWaiting);
    };
    whenRoom(() => {
      read(call, stream, connection, held, (body) => {
        if (body === undefined) refuse(call, stream, reception.tooLarge(call));
        else whenRoom(() => reception.receive(call, body));
      });
    });
  };
}

/** Calls back with the body once it is whole, with nothing once it is too large, and never if it breaks off. */
function read(
  call: Http2Call,
  stream: ServerHttp2Stream,
  { reading }: Connection,
  held: HeldBytes,
  done: (body: Buffer | undefined) => void,
): void {
  const reader = new BodyReader(bodyLimit(call), call.header("content-length"));
  const began = { beganMs: performance.now() };
  reading.add(began);
  let holding: Held | undefined;
  let stopWaiting: (() => void) | undefined;
  stream.on("data", (piece: Buffer) => {
    if (reader.isRefused) return;
    if (!reader.add(piece)) {
      holding?.release();
      done(undefined);
    } else if (performance.now() - began.beganMs > limits.bodyMs) {
      call.reset();
    } else if (reader.bytes > limits.smallBytes) {
      holding ??= held.hold(0, () => call.reset());
      holding.resize(reader.bytes);
      if (!held.isFull) return;
      stream.pause();
      stopWaiting = held.whenRoom(() => stream.resume());
    }
  });
  stream.on("end", () => {
    reading.delete(began);
    holding?.release();
    // A stream that is reset ends too; then its body may be only the start of one.
    if (!reader.isRefused && isOpen(stream)) done(reader.body());
  });
  stream.on("close", () => {
    reading.delete(began);
    stopWaiting?.();
    holding?.release();
  });
}

/**
 * The rest of the body is read and let go of: a stream that is closed before its end leaves the connection with a smaller window
 * (Node 24), and after some of them with none. Who sends on and on is cut off.
 */
function refuse(call: Http2Call, stream: ServerHttp2Stream, answer: HttpAnswer): void {
  call.respond(answer);
  let left: number = limits.recordsBytes;
  stream.on("data", (piece: Buffer) => {
    left -= piece.length;
    if (left < 0) call.reset();
  });
}

function isOpen(stream: ServerHttp2Stream): boolean {
  return !stream.destroyed && !stream.closed && !stream.aborted;
}

class Http2Call implements HttpCall {
  readonly mayBePage = true;
  readonly #stream: ServerHttp2Stream;
  readonly #headers: IncomingHttpHeaders;
  readonly #connection: Connection;
  readonly #held: HeldBytes;

  constructor(
    stream: ServerHttp2Stream,
    headers: IncomingHttpHeaders,
    connection: Connection,
    held: HeldBytes,
  ) {
    this.#stream = stream;
    this.#headers = headers;
    this.#connection = connection;
    this.#held = held;
  }

  get method(): string {
    return this.header(":method") ?? "";
  }

  get url(): string {
    return this.header(":path") ?? "";
  }

  get isNear(): boolean {
    return isNear(this.#connection.socket);
  }

  get scheme(): "http" | "https" {
    return isEncrypted(this.#connection.socket) ? "https" : "http";
  }

  get authority(): string | undefined {
    const [named, host] = [this.header(":authority"), this.header("host")];
    return named !== undefined && host !== undefined && host !== named
      ? `${named}, ${host}`
      : (named ?? host);
  }

  header(name: string): string | undefined {
    const value = this.#headers[name];
    return Array.isArray(value) ? value[0] : value;
  }

  respond({ status, headers, body }: HttpAnswer): void {
    const stream = this.#stream;
    if (!this.#begin(status, [...headers, "content-length", String(Buffer.byteLength(body))]))
      return;
    stream.end(body);
    const bytes = stream.writableLength;
    if (bytes <= limits.smallBytes) return;
    const cut = (): void => this.reset();
    const holding = [this.#held.hold(bytes, cut), this.#connection.untaken.hold(bytes, cut)];
    const release = (): void => {
      for (const item of holding) item.release();
    };
    stream.once("close", () => this.#connection.receipts.whenTaken(release));
  }

  open(status: number, headers: HeaderList): Writable | undefined {
    return this.#begin(status, headers) ? this.#stream : undefined;
  }

  reset(): void {
    breakConnection(this.#connection.socket);
  }

  whenGone(act: () => void): void {
    this.#stream.once("close", act);
  }

  /** False if there is nobody to answer. */
  #begin(status: number, headers: HeaderList): boolean {
    const stream = this.#stream;
    if (!isOpen(stream) || stream.headersSent) return false;
    stream.respond(headersObject(status, headers));
    return true;
  }
}

function headersObject(status: number, headers: HeaderList): Record<string, string | number> {
  const object: Record<string, string | number> = { ":status": status };
  for (let index = 0; index < headers.length; index += 2) {
    object[headers[index] ?? ""] = headers[index + 1] ?? "";
  }
  return object;
}
