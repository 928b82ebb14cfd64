import { describe, expect, it } from "vitest";

import type { Scenario } from "../../src/scenario/scenario.ts";
import { queue, runOnModel, stream } from "./model-run.ts";

const [reader] = stream.consumers;
const workload = { kind: "fleet", trucks: 4, hz: 1, durationS: 12 } as const;
const crash = { kind: "crash", app: "map", consumer: 1, restartAfterS: 2 } as const;
const pause = { kind: "pause", app: "map", consumer: 2, forS: 3 } as const;
const lost = { kind: "lost-response", probability: 0.1 } as const;

const cases: Readonly<Record<string, Partial<Scenario>>> = {
  "a reshard": { faults: [{ kind: "reshard", atS: 4, toShards: 4 }] },
  "a merge, with enhanced fan-out": {
    design: { ...stream, read: "fan-out" },
    faults: [{ kind: "reshard", atS: 4, toShards: 1 }],
  },
  "a crash at a time": { faults: [{ ...crash, atS: 5 }] },
  "a crash between the work and the commit": {
    design: queue,
    faults: [{ ...crash, when: { event: "handled-not-committed", count: 3 } }],
  },
  "a crash after a lost answer": {
    faults: [lost, { ...crash, when: { event: "lost-response", count: 2 } }],
  },
  "a pause": { design: queue, faults: [{ ...pause, atS: 4 }] },
  "a pause at an event of a truck": {
    faults: [{ ...pause, when: { event: "handled", key: "truck_2" } }],
  },
  "an application at LATEST": {
    design: { ...stream, consumers: [{ ...reader, startAtS: 5, start: "LATEST" }] },
    faults: [lost],
  },
  "all of them": {
    faults: [
      lost,
      { kind: "reshard", atS: 4, toShards: 4 },
      { ...crash, atS: 5 },
      { ...pause, atS: 6 },
    ],
  },
};

describe("the same seed gives the same history", () => {
  it.each(Object.entries(cases))("with %s", async (_, changes) => {
    const history = async (seed: number) =>
      JSON.stringify((await runOnModel({ workload, ...changes }, { seed })).history);
    const one = await history(5);
    expect((await history(5)) === one).toBe(true);
    expect((await history(6)) === one).toBe(false);
  });
});
