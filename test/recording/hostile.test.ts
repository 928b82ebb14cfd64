/** Whatever callers send, the recorder goes on, changes no answer, and writes no history that contradicts itself. */
import { beforeEach, expect, test, vi } from "vitest";

import { Asker } from "../emulator/host/http/hostile/asker.ts";
import { Calls } from "../emulator/host/http/hostile/calls.ts";
import { Control } from "../emulator/host/http/hostile/control.ts";
import { seed } from "../emulator/host/http/hostile/extent.ts";
import { attempt, tryOut } from "../emulator/host/http/hostile/fuzz.ts";
import { KnownThings } from "../emulator/host/http/hostile/known.ts";
import { Dice } from "../emulator/host/http/hostile/random.ts";
import { recorded } from "./recorded.ts";

// The CBOR decoder warns of numbers it cannot hold.
beforeEach(() => void vi.spyOn(console, "warn").mockImplementation(() => {}));

test("inputs of every kind, right and wrong", async () => {
  await using it = await recorded();
  const calls = new Calls(it.url);
  const control = new Control(calls);
  await control.begin();
  const known = new KnownThings(calls);
  await known.renew();
  const dice = new Dice(seed, "recording");
  using asker = new Asker(it.url);
  const problems: string[] = [];
  for (let round = 0; round < 40; round += 1) {
    const asked = Array.from({ length: 40 }, () =>
      tryOut(asker, attempt(known, dice), known.learn),
    );
    for (const problem of await Promise.all(asked))
      if (problem !== undefined) problems.push(problem);
  }
  expect(problems).toEqual([]);
  expect(await control.end()).toEqual([]);
  it.end();
  expect(it.warnings).toEqual([]);
  expect(it.files.size).toBeGreaterThan(0);
  for (const file of it.files.keys()) {
    expect(it.of(file, "end")).toHaveLength(1);
    const { counts, reasons } = it.verdict(file);
    expect({ file, phantom: counts.phantom, corrupt: counts.corrupt }).toEqual({
      file,
      phantom: 0,
      corrupt: 0,
    });
    expect(reasons.filter((reason) => reason.includes("contradicts itself"))).toEqual([]);
  }
});
