import { describe, expect, it } from "vitest";

import type { Connection } from "../../src/broker/broker.ts";
import { startClock } from "../../src/clock/clock.ts";
import { inVirtualTime } from "../../src/clock/virtual-time.ts";
import type { HistoryRecord } from "../../src/history/record.ts";
import type { Run } from "../../src/run/run.ts";
import { Workers } from "../../src/run/workers.ts";
import type { Target } from "../../src/targets/target.ts";

const target = { called: "the target" } as unknown as Target;

/** What happens to three workers of an application, in virtual time. */
function withWorkers(
  story: (world: ReturnType<typeof worldOf>) => Promise<void> | void,
): Promise<void> {
  return inVirtualTime(1, async () => story(worldOf(7)));
}

function worldOf(seed: number) {
  const clock = startClock("virtual");
  const stop = new AbortController();
  const history: HistoryRecord[] = [];
  const connected: unknown[] = [];
  const run = {
    clock,
    stop,
    seed,
    record: (record: HistoryRecord) => void history.push(record),
    connectionOf: (of: Target, app: string, consumer: string) => {
      connected.push([of, app, consumer]);
      return {} as Connection;
    },
  } as unknown as Run;
  const workers = new Workers("map", 3, run, target);
  return {
    clock,
    stop,
    history,
    connected,
    workers,
    living: (n: number) => workers.members.living(n),
  };
}

describe("workers", () => {
  it("have names, by number; nobody has 0, but who receives for a function", () =>
    withWorkers(({ workers }) => {
      expect([1, 3, 0].map((number) => workers.nameOf(number))).toEqual([
        "map-1",
        "map-3",
        "map-mapping",
      ]);
    }));

  it("are all started, each once, with clients and numbers of their own", () =>
    withWorkers(({ workers, living, connected }) => {
      workers.startAll();
      const first = [1, 2, 3].map(living);
      expect(first.map((one) => one?.name)).toEqual(["map-1", "map-2", "map-3"]);
      expect(connected).toEqual(["map-1", "map-2", "map-3"].map((name) => [target, "map", name]));
      workers.startAll();
      for (const [at, one] of first.entries()) expect(living(at + 1)).toBe(one);
      const other = worldOf(7).workers;
      other.startAll();
      const numbers = first.map((one) => one!.random());
      expect(numbers).toEqual([1, 2, 3].map((number) => other.members.living(number)!.random()));
      expect(new Set(numbers).size).toBe(3);
      const seeded = worldOf(8).workers;
      seeded.startAll();
      expect(seeded.members.living(1)!.random()).not.toBe(numbers[0]);
    }));

  it("are awaited until it is time for them", () =>
    withWorkers(({ workers }) => {
      expect(workers.isAwaited).toBe(true);
      workers.begin();
      expect(workers.isAwaited).toBe(false);
    }));

  it("come, and go in good order: those first that came last, of those that are there", () =>
    withWorkers(({ workers, living }) => {
      workers.startAll();
      workers.join(2);
      expect(workers.members.count).toBe(5);
      living(4)!.life.die();
      const leaving = () => [1, 2, 3, 5].filter((number) => living(number)!.life.leaving.aborted);
      workers.leave(2);
      expect(leaving()).toEqual([3, 5]);
      workers.leave(1);
      expect(leaving()).toEqual([2, 3, 5]);
      workers.leave(9);
      expect(leaving()).toEqual([1, 2, 3, 5]);
    }));
});

describe("a worker that crashes", () => {
  it("is dead, and the history says so once", () =>
    withWorkers(async ({ workers, clock, history, living }) => {
      workers.startAll();
      workers.begin();
      const before = living(2)!;
      await clock.sleep(500);
      workers.crash(2, undefined);
      workers.crash(2, undefined);
      expect(before.life.isDead).toBe(true);
      expect(history).toEqual([{ type: "crash", app: "map", consumer: "map-2", atMs: 500 }]);
      expect(workers.isAwaited).toBe(false);
      await clock.sleep(10_000);
      expect(living(2)).toBeUndefined();
      expect(living(1)).toBeDefined();
    }));

  it("comes back after its time, and is awaited until then", () =>
    withWorkers(async ({ workers, clock, living }) => {
      workers.startAll();
      workers.begin();
      workers.crash(1, 3000);
      workers.crash(2, 5000);
      await clock.sleep(2999);
      expect([living(1), workers.isAwaited]).toEqual([undefined, true]);
      await clock.sleep(1);
      expect(living(1)?.name).toBe("map-1");
      expect(workers.isAwaited).toBe(true);
      await clock.sleep(2000);
      expect(living(2)?.name).toBe("map-2");
      expect(workers.isAwaited).toBe(false);
    }));

  it("does not come back when the run is over", () =>
    withWorkers(async ({ workers, clock, living, stop }) => {
      workers.startAll();
      workers.crash(1, 3000);
      stop.abort();
      await clock.sleep(5000);
      expect(living(1)).toBeUndefined();
    }));
});

describe("a worker that stands still", () => {
  it("is awaited until it goes on, and the history has for how long", () =>
    withWorkers(async ({ workers, clock, history, living }) => {
      workers.startAll();
      workers.begin();
      await clock.sleep(500);
      workers.pause(3, 2000);
      expect([living(3)!.life.isPaused, living(2)!.life.isPaused]).toEqual([true, false]);
      expect(workers.isAwaited).toBe(true);
      const told = { type: "pause", app: "map", consumer: "map-3", atMs: 500, forMs: 2000 };
      expect(history).toEqual([told]);
      await clock.sleep(2001);
      expect([living(3)!.life.isPaused, workers.isAwaited]).toEqual([false, false]);
    }));

  it("is none that is dead", () =>
    withWorkers(({ workers, history }) => {
      workers.pause(1, 2000);
      expect(history).toEqual([]);
      workers.begin();
      expect(workers.isAwaited).toBe(false);
    }));
});
