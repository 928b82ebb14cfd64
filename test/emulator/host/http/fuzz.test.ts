/**
 * Every operation in every protocol with inputs made from the SDK's own models, right and wrong, over every kind of connection: the
 * answer is one of the service's, nothing is a failure of the server, and others notice nothing. CONVOY_HOSTILE_SECONDS=600 goes on
 * longer, CONVOY_HOSTILE_SEED makes other choices.
 */
import { beforeEach, expect, test, vi } from "vitest";

import { Asker } from "./hostile/asker.ts";
import { Calls } from "./hostile/calls.ts";
import { bytesOf, open, transports } from "./hostile/connection.ts";
import { Control } from "./hostile/control.ts";
import { pause } from "./hostile/disconnects.ts";
import { seconds, seed } from "./hostile/extent.ts";
import { attempt, spoilt, tryOut } from "./hostile/fuzz.ts";
import { KnownThings } from "./hostile/known.ts";
import { Dice } from "./hostile/random.ts";
import { served } from "./served.ts";
import { identity } from "./tls-identity.ts";

const crowd = 8;

// The CBOR decoder warns of numbers it cannot hold.
beforeEach(() => void vi.spyOn(console, "warn").mockImplementation(() => {}));

test("whatever is asked, the answer is one of the service's, and nobody else notices", async () => {
  await using server = await served({ quotas: "off" });
  const calls = new Calls(server.url);
  const control = new Control(calls);
  await control.begin();
  const known = new KnownThings(calls);
  const dice = new Dice(seed, "fuzz");
  using asker = new Asker(server.url);
  const problems: string[] = [];
  const endMs = performance.now() + (seconds * 1000) / 3;
  let done = 0;
  const asking = Array.from({ length: crowd }, async () => {
    while (performance.now() < endMs && problems.length < 10) {
      done += 1;
      if (done % 500 === 0) await known.renew();
      const problem = await tryOut(asker, attempt(known, dice), known.learn);
      if (problem !== undefined) problems.push(problem);
    }
  });
  await Promise.all(asking);
  expect(problems).toEqual([]);
  expect(server.bugs).toEqual([]);
  expect(await control.end()).toEqual([]);
  expect(done).toBeGreaterThan(300);
});

test("whatever bytes come, of whatever protocol, at most their own connection ends", async () => {
  await using server = await served({ quotas: "off" }, { identity: await identity() });
  const calls = new Calls(server.plainUrl);
  const control = new Control(calls);
  await control.begin();
  const known = new KnownThings(calls);
  await known.renew();
  const dice = new Dice(seed, "bytes");
  const endMs = performance.now() + (seconds * 1000) / 6;
  const writing = Array.from({ length: crowd }, async () => {
    while (performance.now() < endMs) {
      const transport = dice.pick(transports);
      const connection = await open(server.url, transport);
      const { head, body } = bytesOf(attempt(known, dice).message, transport);
      // Twice on one connection, so that a good request stands before a bad one.
      const good = dice.oneIn(2) ? Buffer.concat([head, body]) : Buffer.of();
      connection.socket.on("data", () => {});
      connection.socket.write(Buffer.concat([good, spoilt(Buffer.concat([head, body]), dice)]));
      await pause(dice.below(20));
      connection.socket.destroy();
      connection.carrier.destroy();
    }
  });
  await Promise.all(writing);
  expect(server.bugs).toEqual([]);
  expect(await control.end()).toEqual([]);
});
