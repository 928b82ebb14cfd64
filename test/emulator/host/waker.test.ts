import { afterEach, expect, test, vi } from "vitest";

import type { Emulator } from "../../../src/emulator/emulator.ts";
import { Waker } from "../../../src/emulator/host/waker.ts";
import { sleep } from "../rig.ts";

afterEach(() => void vi.restoreAllMocks());

/** Asks to be woken at this instant, and does that when it is. */
function asking(atMs: () => number | undefined, advance: (nowMs: number) => void): Emulator {
  return { nextAtMs: atMs, advance } as unknown as Emulator;
}

test("an instant further away than a timer can run is waited for in parts, not at once", async () => {
  const advance = vi.fn();
  const setTimeout = vi.spyOn(globalThis, "setTimeout");
  const waker = new Waker(asking(() => Date.now() + 2 ** 40, advance));
  waker.plan();
  expect(setTimeout).toHaveBeenCalledWith(expect.any(Function), 2 ** 31 - 1);
  await sleep(20);
  expect(advance).not.toHaveBeenCalled();
  clearTimeout(setTimeout.mock.results[0]?.value as NodeJS.Timeout);
});

test("an error while it is woken is told, and the next look is taken after a rest", async () => {
  const told: unknown[] = [];
  const error = new TypeError("boom");
  let isBroken = true;
  let wakes = 0;
  const emulator = asking(
    () => (isBroken ? Date.now() : undefined),
    () => {
      wakes += 1;
      if (isBroken) throw error;
    },
  );
  const waker = new Waker(emulator);
  waker.onError = (found) => told.push(found);
  waker.plan();
  await vi.waitFor(() => expect(told).toEqual([error]));
  await sleep(200);
  expect(wakes).toBe(1);
  isBroken = false;
  await vi.waitFor(() => expect(wakes).toBe(2), { timeout: 10_000 });
});
