/** Connections that come to nothing: each is let go as soon as its caller has gone, not after the 75 s that an idle one has. */
import { once } from "node:events";
import { connect } from "node:net";

import { expect, test } from "vitest";

import { sleep } from "../../rig.ts";
import { served } from "./served.ts";
import { identity } from "./tls-identity.ts";

/** A handshake: the beginning of a record, and of the ClientHello in it. */
const handshakes = ["\x16\x03", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"];

test(
  "who closes its side before it has said anything, or only half of a preface or a handshake, is let go",
  { timeout: 40_000 },
  async () => {
    await using server = await served({}, { identity: await identity() });
    for (const bytes of ["", "PRI * HT", ...handshakes]) {
      for (const waitMs of [0, 50]) {
        const { port } = new URL(server.url);
        const socket = connect({ host: "127.0.0.1", port: Number(port), allowHalfOpen: true });
        socket.on("error", () => {});
        socket.resume();
        socket.write(bytes, "latin1");
        // Long enough for the server to have begun with what it was told.
        await sleep(waitMs);
        socket.end();
        await once(socket, "close");
      }
    }
    expect((await server.kinesis("ListStreams", {})).status).toBe(200);
    expect(server.bugs).toEqual([]);
  },
);
