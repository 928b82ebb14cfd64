import type { Socket } from "node:net";
import { createServer, type TLSSocket } from "node:tls";

import { ignoreError } from "./call.ts";
import { limits } from "./limits.ts";
import { rememberCarrier } from "./sockets.ts";

/** In PEM. */
export interface Identity {
  readonly cert: string;
  readonly key: string;
}

/** What is inside an encrypted connection, and whether the caller wants to speak HTTP/2 there. */
type Act = (socket: TLSSocket, isHttp2: boolean) => void;

/** Encrypts a connection on which the caller has begun to. */
export type Encrypt = (carrier: Socket, act: Act) => void;

/** Throws if the certificate or its key cannot be used. */
export function encryption({ cert, key }: Identity): Encrypt {
  const server = createServer({
    cert,
    key,
    ALPNProtocols: ["h2", "http/1.1"],
    handshakeTimeout: limits.idleMs,
  });
  /** By the caller's address: the server does not tell which connection became which. */
  const waiting = new Map<string, { readonly carrier: Socket; readonly act: Act }>();
  server.on("secureConnection", (socket) => {
    const name = addressOf(socket);
    const begun = waiting.get(name);
    if (begun === undefined) {
      socket.destroy();
      return;
    }
    waiting.delete(name);
    rememberCarrier(socket, begun.carrier);
    socket.allowHalfOpen = true;
    socket.once("close", () => begun.carrier.destroy());
    begun.act(socket, socket.alpnProtocol === "h2");
  });
  server.on("tlsClientError", (_, socket) => {
    waiting.get(addressOf(socket))?.carrier.destroy();
    socket.destroy();
  });
  return (carrier, act) => {
    const name = addressOf(carrier);
    waiting.set(name, { carrier, act });
    carrier.on("error", ignoreError);
    carrier.once("close", () => {
      if (waiting.get(name)?.carrier === carrier) waiting.delete(name);
    });
    // Whoever closes its side before it is encrypted has gone; what encrypts it takes that over from here.
    carrier.allowHalfOpen = false;
    server.emit("connection", carrier);
  };
}

function addressOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}
