/**
 * What one caller may make the server hold and do. AWS documents the sizes of messages and records, not where its front doors draw
 * these lines: *assumed*, each with room above the largest request that a service takes. docs/SERVE.md has them as a table.
 */
import type { HttpCall } from "./call.ts";

const kib = 1024;
const mib = 1024 * kib;

export const limits = {
  /** The target header apart, a GET request of the query protocol has its message in its first line. */
  headerBytes: 64 * kib,
  /** PutRecord and PutRecords: 10 MiB, which is 13.4 MiB in base64 (K-SDK PutRecords, KDG/large-records). */
  recordsBytes: 20 * mib,
  /** SendMessage and SendMessageBatch: 1 MiB, each byte of which JSON may write as `\u0026` and a form as `%26`. */
  messagesBytes: 8 * mib,
  /** Any other request: the largest holds a policy of 20 KiB or fifty tags. */
  otherBytes: mib,
  /** Pieces of one body: chunks of HTTP/1.1, DATA frames of HTTP/2. */
  bodyPieces: 65_536,
  /** Members and items of a JSON or CBOR body, at any depth: 500 records are less than 3,000. */
  values: 200_000,
  /** How deep a CBOR body, or a JSON body of more than 400,000 bytes, may go: the API goes to 7. */
  depth: 100,
  /** Requests that one HTTP/1.1 connection may send ahead of their answers, and their bytes. */
  pipelinedRequests: 1000,
  pipelinedBytes: 20 * mib,
  /** Streams of one HTTP/2 connection at once. */
  streams: 250,
  /** Bytes of answers that one HTTP/2 connection may leave untaken; above, its further requests wait. HTTP/1.1 waits for each. */
  untakenBytes: 16 * mib,
  /** The same for all connections together, with bodies that are not whole yet. */
  heldBytes: 256 * mib,
  /** Bodies and answers up to here are not counted in it. */
  smallBytes: 64 * kib,
  /** While others wait for room, who makes the server hold something for longer than this is cut off. */
  patienceMs: 10_000,
  /** A connection on which nothing happens is closed. Longer than clients keep an idle one, so that the client closes it. */
  idleMs: 75_000,
  /** A body must be whole by then, counted from its head. */
  bodyMs: 300_000,
} as const;

/** Bytes that the body of a request may have. */
export function bodyLimit(call: HttpCall): number {
  const target = call.header("x-amz-target");
  if (target === undefined) return isForm(call) ? limits.messagesBytes : limits.otherBytes;
  const action = target.slice(target.indexOf(".") + 1);
  if (action.startsWith("PutRecord")) return limits.recordsBytes;
  return action.startsWith("SendMessage") || isForm(call)
    ? limits.messagesBytes
    : limits.otherBytes;
}

/** The action of a form is in its body. */
function isForm(call: HttpCall): boolean {
  return call.header("content-type")?.startsWith("application/x-www-form-urlencoded") === true;
}
