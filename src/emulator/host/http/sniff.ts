import { Buffer } from "node:buffer";
import type { Socket } from "node:net";

/** With this an HTTP/2 connection begins when the client knows beforehand (RFC 9113, 3.4). */
const preface = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
/** Real milliseconds that a connection may stay silent, or not yet be known. */
const silenceMs = 10 * 60_000;

/** Looks at the first bytes of a connection, puts them back, and says which version of HTTP it speaks. */
export function whenKnown(socket: Socket, act: (isHttp2: boolean) => void): void {
  let seen: Buffer | undefined;
  const done = (isHttp2: boolean): void => {
    socket.off("data", look);
    socket.off("error", ignore);
    socket.setTimeout(0);
    socket.pause();
    if (seen !== undefined) socket.unshift(seen);
    act(isHttp2);
  };
  const look = (chunk: Buffer): void => {
    seen = seen === undefined ? chunk : Buffer.concat([seen, chunk]);
    const length = Math.min(seen.length, preface.length);
    if (seen.compare(preface, 0, length, 0, length) !== 0) done(false);
    else if (length === preface.length) done(true);
  };
  socket.on("data", look);
  socket.on("error", ignore);
  socket.setTimeout(silenceMs, () => socket.destroy());
}

/** A connection that breaks before it has said anything. */
function ignore(): void {}
