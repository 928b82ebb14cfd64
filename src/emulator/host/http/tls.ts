import type { Socket } from "node:net";
import { createSecureContext, TLSSocket } from "node:tls";

import { ignoreError } from "./call.ts";
import { limits } from "./limits.ts";
import { rememberCarrier } from "./sockets.ts";

/** In PEM. */
export interface Identity {
  readonly cert: string;
  readonly key: string;
}

/**
 * Gives back how to encrypt a connection on which the caller has begun to: calls back when that is agreed, with what is inside and
 * whether the caller wants to speak HTTP/2 there. Throws if the certificate or its key cannot be used.
 */
export function encryption({ cert, key }: Identity) {
  const secureContext = createSecureContext({ cert, key });
  return (carrier: Socket, act: (socket: Socket, isHttp2: boolean) => void): void => {
    const socket = new TLSSocket(carrier, {
      isServer: true,
      secureContext,
      ALPNProtocols: ["h2", "http/1.1"],
    });
    rememberCarrier(socket, carrier);
    const giveUp = (): void => {
      socket.destroy();
    };
    carrier.on("error", ignoreError);
    carrier.once("close", giveUp);
    socket.on("error", giveUp);
    socket.once("close", () => carrier.destroy());
    socket.setTimeout(limits.idleMs, giveUp);
    socket.once("secure", () => {
      socket.setTimeout(0);
      socket.off("timeout", giveUp);
      act(socket, socket.alpnProtocol === "h2");
    });
  };
}
