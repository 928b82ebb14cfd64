import { Buffer } from "node:buffer";
import type { Socket } from "node:net";

import { limits } from "./limits.ts";

export type Spoken = "tls" | "http2" | "http1";

/** With this an HTTP/2 connection begins when the client knows beforehand (RFC 9113, 3.4). */
const preface = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
/** The first byte of a TLS connection: a handshake record (RFC 8446, 5.1). */
const handshake = 0x16;

/** Looks at the first bytes of a connection, puts them back, and says what it speaks. */
export function whenKnown(socket: Socket, act: (spoken: Spoken) => void): void {
  let seen: Buffer | undefined;
  const done = (spoken: Spoken): void => {
    socket.off("data", look);
    socket.off("error", ignore);
    socket.off("timeout", giveUp);
    socket.off("end", giveUp);
    socket.setTimeout(0);
    socket.pause();
    if (seen !== undefined) socket.unshift(seen);
    act(spoken);
  };
  const look = (chunk: Buffer): void => {
    seen = seen === undefined ? chunk : Buffer.concat([seen, chunk]);
    const length = Math.min(seen.length, preface.length);
    if (seen[0] === handshake) done("tls");
    else if (seen.compare(preface, 0, length, 0, length) !== 0) done("http1");
    else if (length === preface.length) done("http2");
  };
  const giveUp = (): void => {
    socket.destroy();
  };
  socket.on("data", look);
  socket.on("error", ignore);
  socket.on("timeout", giveUp);
  // Who closes its side before it has said anything has nothing to be told.
  socket.on("end", giveUp);
  socket.setTimeout(limits.idleMs);
}

/** A connection that breaks before it has said anything. */
function ignore(): void {}
