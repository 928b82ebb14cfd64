import { describe, expect, it } from "vitest";

import { expectedCount, ratePieces } from "../../src/workload/due-times.ts";
import { planWorkload } from "../../src/workload/plan.ts";
import type { TraceWorkload } from "../../src/workload/workload.ts";

/** Truck a three fixes, truck b two. */
const csv = `truck,ts,lat,lon
a,2026-01-05T06:00:00Z,1,1
b,2026-01-05T06:00:01Z,2,1
a,2026-01-05T06:00:10Z,1,2
b,2026-01-05T06:00:11Z,2,2
a,2026-01-05T06:00:20Z,1,3
`;

function planOf(workload: Partial<TraceWorkload>) {
  return planWorkload({ kind: "trace", file: "t.csv", ...workload }, 5, () => csv);
}

describe("an exponential ramp", () => {
  const ramp = { toHz: 64, growth: "exponential" } as const;

  it("grows by the same factor each second, and has the events that follow from it", () => {
    const pieces = ratePieces({ hz: 0.5, durationS: 14, ramp });
    const at = (second: number) => pieces.find(({ toS }) => toS >= second - 1e-9)!.toHz;
    for (const [second, hz] of [
      [2, 1],
      [4, 2],
      [10, 16],
      [14, 64],
    ] as const) {
      expect(at(second)).toBeCloseTo(hz, 6);
    }
    // The integral of 0.5 · 2^(t / 2).
    const exact = ((64 - 0.5) * 2) / Math.LN2;
    expect(expectedCount(pieces) / exact).toBeCloseTo(1, 2);
  });

  it("falls as well", () => {
    const pieces = ratePieces({ hz: 8, durationS: 3, ramp: { toHz: 1, growth: "exponential" } });
    expect(pieces.at(-1)!.toHz).toBeCloseTo(1, 9);
    expect(pieces.every(({ fromHz, toHz }) => toHz < fromHz)).toBe(true);
  });
});

describe("the fixes of a trace", () => {
  it("come at a rate of our own, each truck's in their order, over and over", () => {
    const { events, trucks, durationMs } = planOf({ arrival: "open", hz: 2, durationS: 5 });
    expect(trucks).toEqual(["a", "b"]);
    expect(durationMs).toBe(5000);
    for (const truck of trucks) {
      const own = events.filter(({ truckId }) => truckId === truck);
      expect(own.length).toBeGreaterThanOrEqual(9);
      expect(own.map(({ seq }) => seq)).toEqual(own.map((_, index) => index));
      expect(own.slice(0, 4).map(({ lon }) => lon)).toEqual(
        truck === "a" ? [1, 2, 3, 1] : [1, 2, 1, 2],
      );
      const times = own.map(({ eventTimeMs }) => eventTimeMs);
      expect(times).toEqual(times.toSorted((one, other) => one - other));
      expect(new Set(times).size).toBe(times.length);
    }
    expect(events.map(({ index }) => index)).toEqual(events.map((_, index) => index));
  });

  it("come as fast as their trucks may", () => {
    const plan = planOf({ arrival: "closed", durationS: 5 });
    expect(plan).toMatchObject({ arrival: "closed", durationMs: 5000, events: [] });
    const first = plan.nextOf("b", 10);
    const second = plan.nextOf("b", 20);
    expect([first.seq, second.seq, first.lon, second.lon]).toEqual([0, 1, 1, 2]);
    expect(plan.nextOf("a", 30)).toMatchObject({ index: 2, seq: 0, dueMs: 30 });
    expect(plan.dueMs(1)).toBe(20);
  });

  it("need a length then", () => {
    expect(() => planOf({ arrival: "open" })).toThrow(/durationS is 0/);
  });

  it("come as recorded otherwise, as they always did", () => {
    const { events } = planOf({ speedup: 2, loop: 2 });
    expect(events.map(({ dueMs }) => dueMs).slice(0, 5)).toEqual([0, 500, 5000, 5500, 10_000]);
    expect(events).toHaveLength(10);
    expect(events[5]).toMatchObject({ truckId: "a", seq: 3, lon: 1 });
  });
});
