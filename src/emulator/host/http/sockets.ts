import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";

/** The connections below those that are encrypted. */
const carriers = new WeakMap<Socket, Socket>();

/** To be called with every encrypted connection, so that what carries it can be broken. */
export function rememberCarrier(socket: Socket, carrier: Socket): void {
  carriers.set(socket, carrier);
}

/** The caller sees ECONNRESET. */
export function breakConnection(socket: Socket): void {
  (carriers.get(socket) ?? socket).resetAndDestroy();
}

/** Bytes that were written and are not out yet. Node counts them for what is written below a socket, as HTTP/2 is, on its handle only. */
export function unsentBytes(socket: Socket): number {
  const below: { readonly _handle?: { readonly writeQueueSize?: number } | null } = (carriers.get(
    socket,
  ) ?? socket) as object;
  return below._handle?.writeQueueSize ?? 0;
}

export function isEncrypted(socket: Socket): boolean {
  return socket instanceof TLSSocket;
}

/** Whether the caller is on this machine. */
export function isNear({ remoteAddress = "" }: Socket): boolean {
  const address = remoteAddress.replace(/^::ffff:/i, "");
  return address === "::1" || address.startsWith("127.");
}
