import type { Writable } from "node:stream";

/** Header names and values, one after the other. Names are lower-case. */
export type HeaderList = readonly string[];

/** One answer that ends with its body. */
export interface HttpAnswer {
  readonly status: number;
  /** Belongs to the answer: whatever carries it may add to it. */
  readonly headers: string[];
  readonly body: string | Uint8Array;
}

/** One request whose body has been read, and the way back, as either version of HTTP carries them. */
export interface HttpCall {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  /** The value of a header, by its lower-case name. */
  header(name: string): string | undefined;
  /** Answers; content-length is added. Nothing happens if the caller has gone. */
  respond(answer: HttpAnswer): void;
  /** Begins an answer that goes on until the stream is ended. */
  open(status: number, headers: HeaderList): Writable;
  /** Breaks the connection without an answer, and with it every other request on it. */
  reset(): void;
  /** Calls back once if the caller goes away before the answer has ended. */
  whenGone(act: () => void): void;
}

/** A header of a flat list in which names are as the client wrote them. */
export function headerOf(rawHeaders: HeaderList, name: string): string | undefined {
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const candidate = rawHeaders[index];
    if (candidate?.length !== name.length) continue;
    if (candidate === name || candidate.toLowerCase() === name) return rawHeaders[index + 1];
  }
  return undefined;
}
