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

/** One request and the way back, as either version of HTTP carries them. */
export interface HttpCall {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly scheme: "http" | "https";
  /** Whether the caller is on this machine. */
  readonly isNear: boolean;
  /** The host, and perhaps port, that the caller asked for; undefined if it named none. */
  readonly authority: string | undefined;
  /** False if it is known already that it has none of the headers of `pageHeaders`. */
  readonly mayBePage: boolean;
  /** The value of a header, by its lower-case name. */
  header(name: string): string | undefined;
  /** Answers; content-length is added. Nothing happens if the caller has gone, or has been answered. */
  respond(answer: HttpAnswer): void;
  /** Begins an answer that goes on until the stream is ended; undefined if the caller has gone. */
  open(status: number, headers: HeaderList): Writable | undefined;
  /** Breaks the connection without an answer, and with it every other request on it. */
  reset(): void;
  /** Calls back once when the caller goes away; it may, too, when all has been answered. */
  whenGone(act: () => void): void;
}

/** By which a browser says whose page a request is from. */
export const pageHeaders: ReadonlySet<string> = new Set(["origin", "referer", "sec-fetch-site"]);

/** A header of a flat list in which names are as the client wrote them. */
export function headerOf(rawHeaders: HeaderList, name: string): string | undefined {
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const candidate = rawHeaders[index];
    if (candidate?.length !== name.length) continue;
    if (candidate === name || candidate.toLowerCase() === name) return rawHeaders[index + 1];
  }
  return undefined;
}

/** The Host header; what is none if there are two of them. Some clients put their whole endpoint there (LocalStack's own tests of CBOR). */
export function hostOf(rawHeaders: HeaderList): string | undefined {
  let host: string | undefined;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index];
    if (name?.length !== 4 || (name !== "host" && name.toLowerCase() !== "host")) continue;
    const value = rawHeaders[index + 1] ?? "";
    host = host === undefined ? value : `${host}, ${value}`;
  }
  return host?.includes("/") === true ? host.replace(/^https?:\/\/([^/]+)\/?$/i, "$1") : host;
}

/** Of a stream or connection that breaks: its "close" says all there is to know. */
export function ignoreError(): void {}
