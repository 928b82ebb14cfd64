/** Ctrl-C while an endpoint accepts and does not answer: every command ends within seconds, whatever it waits for. */
import { createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";

import { expect, it, vi } from "vitest";

import {
  queueDesign,
  scenarioFile,
  shortScenario,
  streamDesign,
} from "../targets/short-scenario.ts";
import { convoy, temporary } from "./convoy.ts";
import { benchOnAws, surroundings } from "./on-stand-in.ts";

// Processes of their own take their time on a busy machine.
vi.setConfig({ testTimeout: 300_000 });

/** Accepts, reads, and never answers. */
async function silent() {
  const sockets = new Set<Socket>();
  let asked: () => void = () => {};
  const firstAsked = new Promise<void>((resolve) => {
    asked = resolve;
  });
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("data", () => asked());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    firstAsked,
    [Symbol.dispose]: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

const stream = scenarioFile(shortScenario(streamDesign, { name: "stream" }));
const queue = scenarioFile(shortScenario(queueDesign, { name: "queue" }));
const agreed = ["--yes", "--max-cost", "5"];

const commands: Readonly<Record<string, (url: string) => readonly string[]>> = {
  "bench --target aws, a stream": (url) => benchOnAws(url, [stream]),
  "bench --target aws, a queue": (url) => benchOnAws(url, [queue]),
  "bench --target endpoint": (url) => [
    ...["bench", "--scenario", queue, "--out", temporary("out")],
    ...["--target", "endpoint", "--endpoint", url],
  ],
  probe: (url) => ["probe", "--endpoint", url],
  "probe --target aws": (url) => ["probe", "--target", "aws", "--endpoint", url, ...agreed],
  calibrate: (url) => ["calibrate", "--endpoint", url, "--out", temporary("profile.json")],
  "calibrate --target aws": (url) => [
    ...["calibrate", "--target", "aws", "--endpoint", url, ...agreed],
    ...["--out", temporary("profile.json")],
  ],
  clean: (url) => ["clean", "--endpoint", url, "--yes"],
};

it.concurrent.each(Object.entries(commands))("%s", async (_, argsFor) => {
  using server = await silent();
  let pid = 0;
  let stoppedAtMs = Infinity;
  void server.firstAsked.then(() => {
    stoppedAtMs = performance.now();
    process.kill(pid, "SIGINT");
  });
  const ended = await convoy(argsFor(server.url), {
    env: surroundings,
    onStart: (started) => {
      pid = started;
    },
  });
  expect(ended.code, ended.stderr).toBe(130);
  // Two seconds, and what starting and ending threads takes on a busy machine.
  expect(performance.now() - stoppedAtMs).toBeLessThan(5000);
  expect(ended.stderr).not.toMatch(/bug|AbortError/);
});
