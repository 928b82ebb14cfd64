import { describe, expect, it } from "vitest";

import type { Channel } from "../../src/broker/broker.ts";
import { startClock } from "../../src/clock/clock.ts";
import { inVirtualTime } from "../../src/clock/virtual-time.ts";
import { TargetError } from "../../src/errors.ts";
import type { HistoryRecord } from "../../src/history/record.ts";
import { Moments } from "../../src/run/moments.ts";
import { performFaults } from "../../src/run/run-faults.ts";
import type { Run } from "../../src/run/run.ts";
import type { Workers } from "../../src/run/workers.ts";
import type { ResolvedRunFault } from "../../src/scenario/resolved.ts";

function effect(consumer = "map-1"): HistoryRecord {
  return { type: "effect", app: "map", consumer, key: "a", seq: 0, atMs: 0 };
}

interface Settings {
  /** When the faults are set up. */
  readonly setUpAtMs?: number;
  /** What the channel says. */
  readonly with?: Error;
  /** The queue has nothing to put back. */
  readonly hasNoRedrive?: boolean;
}

/** Faults in a run of an application and a producer: what is done to them, at which time. */
function faulting(
  faults: readonly ResolvedRunFault[],
  story: (world: ReturnType<typeof worldOf>) => Promise<void>,
  settings: Settings = {},
): Promise<void> {
  return inVirtualTime(1, async () => {
    const world = worldOf(settings);
    const { run, channel, workers } = world;
    await world.clock.sleep(settings.setUpAtMs ?? 0);
    let end = "";
    void performFaults(faults, { run, channel, workers }).then(
      () => (end = "over"),
      (error: Error) => (end = `${error.name}: ${error.message}`),
    );
    await story({ ...world, ended: () => end });
  });
}

function worldOf(settings: Settings) {
  const clock = startClock("virtual");
  const stop = new AbortController();
  const moments = new Moments();
  const done: unknown[][] = [];
  const note =
    (...what: unknown[]) =>
    (...args: unknown[]): void =>
      void done.push([...what, ...args, clock.nowMs()]);
  const ask = (what: string) => async (to: unknown) => {
    note(what)(to);
    if (settings.with !== undefined) {
      await clock.sleep(100);
      throw settings.with;
    }
    await clock.sleep(100);
  };
  const workersOf = (app: string): Workers =>
    ({
      app,
      nameOf: (number: number) => `${app}-${number}`,
      crash: note(app, "crash"),
      pause: note(app, "pause"),
      join: note(app, "join"),
      leave: note(app, "leave"),
    }) as unknown as Workers;
  const scenario = { design: { consumers: [{ app: "map" }, { app: "alerts" }] } };
  const run = { clock, stop, moments, scenario, redrives: 0 } as unknown as Run;
  const channel = {
    reshard: ask("reshard"),
    ...(settings.hasNoRedrive !== true && { redrive: ask("redrive") }),
  } as unknown as Channel;
  const workers = [workersOf("producer"), workersOf("map")];
  return { clock, stop, moments, run, channel, workers, done, ended: () => "" };
}

const handled = { event: "handled", count: 2 } as const;

describe("what happens to a stream or a queue", () => {
  it("does at its time, and is over when the service has done it", () =>
    faulting([{ kind: "reshard", atS: 5, toShards: 4 }], async ({ clock, done, ended }) => {
      await clock.sleep(5050);
      expect([done, ended()]).toEqual([[["reshard", 4, 5000]], ""]);
      await clock.sleep(100);
      expect(ended()).toBe("over");
    }));

  it("does at its moment, whoever makes it one", () =>
    faulting([{ kind: "reshard", when: handled, toShards: 4 }], async (world) => {
      const { clock, moments, done } = world;
      moments.add(effect("map-1"));
      await clock.sleep(1000);
      expect(done).toEqual([]);
      moments.add(effect("map-2"));
      await clock.sleep(0);
      expect(done).toEqual([["reshard", 4, 1000]]);
    }));

  it.each<ResolvedRunFault>([
    { kind: "reshard", atS: 5, toShards: 4 },
    { kind: "reshard", when: handled, toShards: 4 },
    { kind: "redrive", atS: 5 },
    { kind: "crash", app: "map", consumer: 1, atS: 5 },
    { kind: "crash", app: "map", consumer: 1, when: handled },
    { kind: "join", app: "map", count: 1, atS: 5 },
  ])("does not any more when the run is stopped before, and nobody waits for it: %j", (fault) =>
    faulting([fault], async ({ clock, stop, moments, done, ended, run }) => {
      await clock.sleep(1000);
      stop.abort();
      await clock.sleep(10);
      expect(ended()).toBe("over");
      for (let count = 0; count < 3; count += 1) moments.add(effect());
      await clock.sleep(10_000);
      expect([done, run.redrives]).toEqual([[], 0]);
    }),
  );

  it("fails the run if it fails, unless that is over", async () => {
    const reshard = { kind: "reshard", atS: 1, toShards: 4 } as const;
    const redrive = { kind: "redrive", atS: 1 } as const;
    for (const fault of [reshard, redrive]) {
      const failing = { with: new Error("denied") };
      await faulting(
        [fault],
        async ({ clock, ended }) => {
          await clock.sleep(2000);
          expect(ended()).toBe("Error: denied");
        },
        failing,
      );
      const stopping = async ({ clock, stop, ended }: ReturnType<typeof worldOf>) => {
        await clock.sleep(1050);
        stop.abort();
        await clock.sleep(1000);
        return ended();
      };
      await faulting([fault], async (world) => expect(await stopping(world)).toBe("over"), failing);
      // What is the target's fault stays one.
      const gone = { with: new TargetError("gone") };
      await faulting(
        [fault],
        async (world) => expect(await stopping(world)).toContain("gone"),
        gone,
      );
    }
  });
});

describe("putting dead letters back", () => {
  it("is waited for where its time is known, until it is done", () =>
    faulting([{ kind: "redrive", atS: 5 }], async ({ clock, run, done }) => {
      expect(run.redrives).toBe(1);
      await clock.sleep(5050);
      expect([done, run.redrives]).toEqual([[["redrive", "move-task", 5000]], 1]);
      await clock.sleep(100);
      expect(run.redrives).toBe(0);
    }));

  it("is not where it may never come, and is done as it says", () =>
    faulting([{ kind: "redrive", by: "hand", when: handled }], async (world) => {
      const { clock, run, moments, done, ended } = world;
      expect(run.redrives).toBe(0);
      moments.add(effect());
      moments.add(effect());
      await clock.sleep(200);
      expect([done, run.redrives, ended()]).toEqual([[["redrive", "hand", 0]], 0, "over"]);
    }));

  it("is nothing where there is nothing to put back", () =>
    faulting(
      [{ kind: "redrive", atS: 1 }],
      async ({ clock, ended }) => {
        await clock.sleep(1001);
        expect(ended()).toBe("over");
      },
      { hasNoRedrive: true },
    ));
});

describe("what happens to consumers", () => {
  it("does at its time, in milliseconds", () =>
    faulting(
      [
        { kind: "crash", app: "map", consumer: 1, atS: 1 },
        { kind: "crash", app: "map", consumer: 2, atS: 2, restartAfterS: 3 },
        { kind: "pause", app: "producer", consumer: 1, atS: 3, forS: 1.5 },
        { kind: "join", app: "map", count: 2, atS: 4 },
        { kind: "leave", app: "map", count: 1, atS: 5 },
      ],
      async ({ clock, done, ended }) => {
        await clock.sleep(4500);
        expect(ended()).toBe("");
        await clock.sleep(1000);
        expect(done).toEqual([
          ["map", "crash", 1, undefined, 1000],
          ["map", "crash", 2, 3000, 2000],
          ["producer", "pause", 1, 1500, 3000],
          ["map", "join", 2, 4000],
          ["map", "leave", 1, 5000],
        ]);
        expect(ended()).toBe("over");
      },
    ));

  it("does at a time of the run, whenever it was set up", () =>
    faulting(
      [{ kind: "join", app: "map", count: 2, atS: 4 }],
      async ({ clock, done }) => {
        await clock.sleep(2000);
        expect(done).toEqual([["map", "join", 2, 4000]]);
      },
      { setUpAtMs: 3000 },
    ));

  it("does in the very moment, at an event of its own", () =>
    faulting(
      [
        { kind: "crash", app: "map", consumer: 2, when: handled },
        { kind: "pause", app: "map", consumer: 2, when: handled, forS: 1 },
      ],
      async ({ moments, done }) => {
        for (const consumer of ["map-2", "map-1", "map-1"]) moments.add(effect(consumer));
        expect(done).toEqual([]);
        moments.add(effect("map-2"));
        expect(done).toEqual([
          ["map", "crash", 2, undefined, 0],
          ["map", "pause", 2, 1000, 0],
        ]);
      },
    ));

  it("does to a producer at an event of any consumer's", () =>
    faulting(
      [{ kind: "crash", app: "producer", consumer: 1, when: handled }],
      async ({ moments, done }) => {
        for (const consumer of ["map-1", "map-2"]) moments.add(effect(consumer));
        expect(done).toEqual([["producer", "crash", 1, undefined, 0]]);
      },
    ));

  it("cannot to those of an application that there is not", () =>
    faulting([{ kind: "join", app: "nobody's", count: 1, atS: 1 }], async ({ clock, ended }) => {
      await clock.sleep(0);
      expect(ended()).toMatch(/^TargetError: there is no application nobody's/);
    }));
});
