import type { Buffer } from "node:buffer";

import { pageHeaders } from "./call.ts";

/** A request that came whole and without anything unusual about it. */
export interface PlainRequest {
  readonly url: string;
  /** Names, in lower case, and values, one after the other. */
  readonly headers: readonly string[];
  readonly body: Buffer;
}

const post = "POST ";
const version = " HTTP/1.1";
const headEnd = "\r\n\r\n";
/** Text and tabs in lines that end as they should; a line break of another kind could be read in two ways. */
const wellFormed = /^(?:[\t\x20-\x7e\x80-\xff]|\r\n)*$/;
const path = /^\/[\x21-\x7e]*$/;
const token = /^[\w!#$%&'*+.^`|~-]+$/;
/** These change how the rest of the connection is to be read, or are a browser's, which takes its time. */
const unusual: ReadonlySet<string> = new Set([
  "transfer-encoding",
  "expect",
  "upgrade",
  "trailer",
  ...pageHeaders,
]);

/**
 * Reads one POST of HTTP/1.1 that is all there is in the bytes; undefined for everything else, be it wrong, unusual, or only a
 * part: then a full implementation must look at it.
 */
export function plainRequest(bytes: Buffer): PlainRequest | undefined {
  const headLength = bytes.indexOf(headEnd);
  if (headLength < 0) return undefined;
  const head = bytes.toString("latin1", 0, headLength);
  if (!head.startsWith(post) || !wellFormed.test(head)) return undefined;
  const lineLength = head.indexOf("\r\n");
  const line = head.slice(post.length, lineLength < 0 ? undefined : lineLength);
  if (!line.endsWith(version)) return undefined;
  const url = line.slice(0, -version.length);
  if (!path.test(url)) return undefined;
  const headers = lineLength < 0 ? [] : headersOf(head, lineLength + 2);
  if (headers === undefined) return undefined;
  const bodyStart = headLength + headEnd.length;
  if (lengthOf(headers) !== bytes.length - bodyStart) return undefined;
  return { url, headers, body: bytes.subarray(bodyStart) };
}

function headersOf(head: string, from: number): string[] | undefined {
  const headers: string[] = [];
  for (let at = from; at < head.length;) {
    const lineEnd = head.indexOf("\r\n", at);
    const end = lineEnd < 0 ? head.length : lineEnd;
    const colon = head.indexOf(":", at);
    if (colon < 0 || colon >= end) return undefined;
    const name = head.slice(at, colon).toLowerCase();
    const value = head.slice(colon + 1, end).trim();
    if (!token.test(name) || unusual.has(name)) return undefined;
    if (name === "connection" && value.toLowerCase() !== "keep-alive") return undefined;
    headers.push(name, value);
    at = end + 2;
  }
  return headers;
}

/** Undefined without a length, with two, or with one that is no number. */
function lengthOf(headers: readonly string[]): number | undefined {
  let length: number | undefined;
  for (let index = 0; index < headers.length; index += 2) {
    if (headers[index] !== "content-length") continue;
    const value = headers[index + 1] ?? "";
    if (length !== undefined || !/^\d{1,9}$/.test(value)) return undefined;
    length = Number(value);
  }
  return length;
}
