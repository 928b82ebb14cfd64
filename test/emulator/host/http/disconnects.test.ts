/**
 * Callers of every operation that go away in every way, at every moment, on every kind of connection: nobody else notices. A part of
 * all there are (some 20,000); CONVOY_HOSTILE_SECONDS=600 takes more of them, CONVOY_HOSTILE_SEED another part.
 */
import { expect, test } from "vitest";

import { defaultLatency } from "../../../../src/emulator/assumed/latency-profiles.ts";
import type { Fault } from "../../../../src/emulator/emulator.ts";
import { Calls } from "./hostile/calls.ts";
import { Control } from "./hostile/control.ts";
import { disconnect, disconnects, isWhole, pause } from "./hostile/disconnects.ts";
import { seconds, seed } from "./hostile/extent.ts";
import { Dice } from "./hostile/random.ts";
import { Scratchpad } from "./hostile/scratchpad.ts";
import { served } from "./served.ts";
import { identity } from "./tls-identity.ts";

/** At once. */
const crowd = 16;

const faults: readonly Fault[] = [
  { kind: "lost-request", probability: 0.02 },
  { kind: "lost-response", probability: 0.02 },
  { kind: "server-error", probability: 0.02 },
  { kind: "slow", addMs: 30, probability: 0.1 },
];

test.each([
  ["answered at once", {}],
  ["with latency and faults", { latency: defaultLatency, faults }],
] as const)("callers that go away change nothing for others: %s", async (name, options) => {
  await using server = await served(options, { identity: await identity() });
  const calls = new Calls(server.plainUrl);
  const control = new Control(calls);
  const scratchpad = new Scratchpad(calls);
  await Promise.all([control.begin(), scratchpad.begin()]);
  const dice = new Dice(seed, `disconnects/${name}`);
  const all = disconnects(dice);
  const endMs = performance.now() + (seconds * 1000) / 4;
  const cut: string[] = [];
  let done = 0;
  const callers = Array.from({ length: crowd }, async () => {
    while (performance.now() < endMs) {
      const index = done;
      done += 1;
      const one = all[index % all.length];
      if (one === undefined) return;
      const mark = `mark-${index}`;
      if (!isWhole(one)) cut.push(mark);
      const { service, action } = one.operation;
      await disconnect(server.url, one, scratchpad.input(service, action, mark), dice);
    }
  });
  await Promise.all(callers);
  await pause(300);
  expect(await control.end()).toEqual([]);
  expect(control.count).toBeGreaterThan(20);
  expect(await scratchpad.found(new Set(cut))).toEqual([]);
  expect(server.bugs).toEqual([]);
  expect(done).toBeGreaterThan(100);
});
