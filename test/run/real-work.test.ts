import { spawn } from "node:child_process";
import { pbkdf2, pbkdf2Sync } from "node:crypto";
import { createSocket } from "node:dgram";
import dns from "node:dns";
import { once } from "node:events";
import { readFile, unwatchFile, watch, watchFile } from "node:fs";
import { open } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { MessageChannel, Worker } from "node:worker_threads";
import zlib from "node:zlib";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { inVirtualTime } from "../../src/clock/virtual-time.ts";
import { isAtRealWork, watchRealWork } from "../../src/run/real-work.ts";
import { temporary } from "../cli/convoy.ts";

/** The real ones, as code keeps them that was loaded before. */
const [later, everyMs, sleep] = [setTimeout, setInterval, promisify(setTimeout)];
const turn = promisify(setImmediate);

let isInside = false;
let refusals: string[] = [];
let unwatch = (): void => {};

beforeEach(() => {
  refusals = [];
  unwatch = watchRealWork({
    isInside: () => isInside,
    refuse: (what) => void refusals.push(what),
  });
});

afterEach(() => {
  unwatch();
});

/** Does something as code under test; what follows is not its. */
function inside<T>(doing: () => T): T {
  isInside = true;
  try {
    return doing();
  } finally {
    isInside = false;
  }
}

describe("what the clock cannot wait for is refused", () => {
  const resolver = new dns.Resolver();
  resolver.setServers(["127.0.0.1:9"]);
  const listening = (where: string | number) => {
    const server = createServer().listen(where);
    return once(server, "listening").then(() => server.close());
  };

  it.each<readonly [string, () => unknown]>([
    ["starts a worker thread", () => new Worker("", { eval: true })],
    [
      "sends messages through a port",
      () => {
        const { port1 } = new MessageChannel();
        port1.close();
      },
    ],
    ["starts a process", () => once(spawn("true"), "close")],
    ["looks an address up", () => promisify(dns.lookup)("localhost").catch(() => {})],
    ["looks a name up", () => promisify(dns.lookupService)("127.0.0.1", 9).catch(() => {})],
    [
      "asks a name server",
      () => {
        resolver.resolve4("localhost", () => {});
        resolver.cancel();
      },
    ],
    ["opens a UDP socket", () => createSocket("udp4").close()],
    ["listens for connections", () => listening(0)],
    ["listens for connections", () => listening(temporary("socket"))],
    ["watches a file", () => watch(temporary("")).close()],
    [
      "watches a file",
      () => {
        const file = temporary("a");
        watchFile(file, () => {});
        unwatchFile(file);
      },
    ],
  ])("%s", async (what, doing) => {
    const done = inside(doing);
    expect(refusals).toContain(what);
    await done;
    refusals = [];
    // Anybody else may.
    await doing();
    expect(refusals).toEqual([]);
  });
});

describe("the clock waits", () => {
  it.each<readonly [string, () => Promise<unknown>]>([
    [
      "a file to be read",
      () => promisify(readFile)(join(import.meta.dirname, "real-work.test.ts")),
    ],
    ["what is compressed", () => promisify(zlib.gzip)("a truck")],
    ["another thread's hashing", () => promisify(pbkdf2)("a", "b", 1, 8, "sha1")],
  ])("for %s, until it is there", async (_, doing) => {
    expect(isAtRealWork()).toBe(false);
    const done = inside(doing);
    expect(isAtRealWork()).toBe(true);
    await done;
    await turn();
    expect(isAtRealWork()).toBe(false);
    expect(refusals).toEqual([]);
  });

  it("for a file that is opened or closed, whoever asked for it", async () => {
    const opening = open(join(import.meta.dirname, "real-work.test.ts"));
    expect(isAtRealWork()).toBe(true);
    const handle = await opening;
    await turn();
    expect(isAtRealWork()).toBe(false);
    const closing = handle.close();
    expect(isAtRealWork()).toBe(true);
    await closing;
    await turn();
    expect(isAtRealWork()).toBe(false);
  });

  it("for each chunk that is compressed", async () => {
    const gzip = inside(() => zlib.createGzip());
    gzip.resume();
    gzip.write("one");
    expect(isAtRealWork()).toBe(true);
    gzip.end("two");
    await once(gzip, "end");
    await turn();
    expect(isAtRealWork()).toBe(false);
  });

  it("not for what is done at once, nor for anybody else's work", async () => {
    inside(() => pbkdf2Sync("a", "b", 1, 8, "sha1"));
    expect(isAtRealWork()).toBe(false);
    const others = promisify(zlib.gzip)("a truck");
    expect(isAtRealWork()).toBe(false);
    await others;
  });

  it("for nothing any more when nobody watches", async () => {
    // It goes on chunk by chunk.
    const done = inside(() => promisify(zlib.gzip)("a truck"));
    unwatch();
    expect(isAtRealWork()).toBe(false);
    await done;
    expect(isAtRealWork()).toBe(false);
    const next = inside(() => promisify(zlib.gzip)("a truck"));
    expect(isAtRealWork()).toBe(false);
    await next;
  });
});

describe("a timer that was kept from before is the simulated clock's", () => {
  it("once, with what it is given", () =>
    inVirtualTime(1, async () => {
      const given = await new Promise((resolve) => {
        inside(() =>
          later((...args: unknown[]) => resolve([...args, performance.now()]), 5000, 1, 2),
        );
      });
      expect(given).toEqual([1, 2, 5000]);
      await inside(() => sleep(2500));
      expect(performance.now()).toBe(7500);
    }));

  it("again and again, until it is cleared", () =>
    inVirtualTime(1, async () => {
      const ticks: number[] = [];
      const timer = inside(() => everyMs(() => ticks.push(performance.now()), 1000));
      await new Promise((resolve) => setTimeout(resolve, 3500));
      clearInterval(timer);
      await new Promise((resolve) => setTimeout(resolve, 3500));
      expect(ticks).toEqual([1000, 2000, 3000]);
    }));

  it("never, if it is cleared before, or the run is over", () =>
    inVirtualTime(1, async () => {
      const fired: string[] = [];
      const cleared = inside(() => later(() => fired.push("cleared"), 1000));
      clearTimeout(cleared);
      await new Promise((resolve) => setTimeout(resolve, 2000));
      expect(fired).toEqual([]);
    }));
});
