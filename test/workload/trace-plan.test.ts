import { describe, expect, it } from "vitest";

import { resolveWorkload } from "../../src/workload/resolve-workload.ts";
import { planTrace } from "../../src/workload/trace-plan.ts";
import { parseTrace } from "../../src/workload/trace.ts";
import type { TraceWorkload } from "../../src/workload/workload.ts";

/** Truck a every 10 s, truck b once: the median gap is 10 s, the span 20 s. */
const fixes = parseTrace("truck,ts,lat,lon\na,100,1,1\na,110,1,2\nb,115,5,5\na,120,1,3\n", "t.csv");

function plan(options: Partial<TraceWorkload> = {}) {
  return planTrace(fixes, resolveWorkload({ kind: "trace", file: "t.csv", ...options }), 1);
}

describe("planTrace", () => {
  it("makes each fix due when as much time has passed as in the trace", () => {
    const { events, trucks, durationMs, arrival } = plan();
    expect(events.map(({ truckId, seq, index, dueMs }) => [truckId, seq, index, dueMs])).toEqual([
      ["a", 0, 0, 0],
      ["a", 1, 1, 10_000],
      ["b", 0, 2, 15_000],
      ["a", 2, 3, 20_000],
    ]);
    expect(events[1]).toMatchObject({ eventTimeMs: 110_000, lat: 1, lon: 2 });
    expect({ trucks, durationMs, arrival }).toEqual({
      trucks: ["a", "b"],
      durationMs: 30_000,
      arrival: "open",
    });
  });

  it("goes faster by the speed-up without changing event times", () => {
    const { events, durationMs } = plan({ speedup: 40 });
    expect(events.map(({ dueMs }) => dueMs)).toEqual([0, 250, 375, 500]);
    expect(events.map(({ eventTimeMs }) => eventTimeMs)).toEqual([
      100_000, 110_000, 115_000, 120_000,
    ]);
    expect(durationMs).toBe(750);
  });

  it("starts again one median gap after the end, with seqs and event times that go on", () => {
    const { events, durationMs } = plan({ loop: 3 });
    expect(events).toHaveLength(12);
    expect(events[4]).toMatchObject({
      truckId: "a",
      seq: 3,
      index: 4,
      dueMs: 30_000,
      eventTimeMs: 130_000,
    });
    expect(events[10]).toMatchObject({ truckId: "b", seq: 2, index: 10, dueMs: 75_000 });
    expect(durationMs).toBe(90_000);
  });

  it("pauses a second between loops of a trace in which no truck has two fixes", () => {
    const single = parseTrace("truck,ts,lat,lon\na,100,1,1\nb,102,1,1\n", "t.csv");
    const { events } = planTrace(
      single,
      resolveWorkload({ kind: "trace", file: "t.csv", loop: 2 }),
      1,
    );
    expect(events.map(({ dueMs }) => dueMs)).toEqual([0, 2000, 3000, 5000]);
  });

  it("has no closed loop", () => {
    expect(() => plan().nextOf("a", 0)).toThrow("an open loop has its events planned");
  });
});
