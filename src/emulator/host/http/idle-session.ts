import type { ServerHttp2Session } from "node:http2";
import type { Socket } from "node:net";

import { unsentBytes } from "./sockets.ts";

/** How many times a session is looked at while it may be idle: it is called idle after at most one look more. */
const looks = 15;

/**
 * Calls back whenever nothing has come or gone on a session for so long. Not `session.setTimeout`: Node 22 to 26 cannot clear its timer
 * once a session is destroyed, and all of the session would live until it ends.
 */
export function whenIdle(
  session: ServerHttp2Session,
  socket: Socket,
  idleMs: number,
  act: () => void,
): void {
  let bytes = 0;
  let quietLooks = 0;
  const look = setInterval(() => {
    const now = socket.bytesRead + socket.bytesWritten - unsentBytes(socket);
    quietLooks = now === bytes ? quietLooks + 1 : 0;
    bytes = now;
    if (quietLooks < looks) return;
    quietLooks = 0;
    act();
  }, idleMs / looks).unref();
  const stop = (): void => clearInterval(look);
  session.once("close", stop);
  socket.once("close", stop);
}
