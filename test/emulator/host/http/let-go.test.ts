/** Connections that come to nothing, beside a server that waits for a second where others wait for 75. */
import { once } from "node:events";
import { connect } from "node:net";

import { expect, test, vi } from "vitest";

import { limits } from "../../../../src/emulator/host/http/limits.ts";
import { served } from "./served.ts";
import { identity } from "./tls-identity.ts";

vi.mock("../../../../src/emulator/host/http/limits.ts", async (importOriginal) => {
  const original = await importOriginal<{ readonly limits: typeof limits }>();
  return { ...original, limits: { ...original.limits, idleMs: 1000 } };
});

test("who closes its side before it has said anything, or only half of a preface, is let go", async () => {
  await using server = await served({}, { identity: await identity() });
  for (const bytes of ["", "PRI * HT", "\x16\x03"]) {
    const { port } = new URL(server.url);
    const socket = connect({ host: "127.0.0.1", port: Number(port), allowHalfOpen: true });
    socket.on("error", () => {});
    socket.resume();
    socket.end(bytes, "latin1");
    await once(socket, "close");
  }
  expect((await server.kinesis("ListStreams", {})).status).toBe(200);
  expect(server.bugs).toEqual([]);
});
