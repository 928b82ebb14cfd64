import { describe, expect, it } from "vitest";

import type { PlannedEvent } from "../../src/workload/event.ts";
import { fleetEpochMs, planFleet } from "../../src/workload/fleet.ts";
import { distanceM } from "../../src/workload/geography.ts";
import { type ResolvedFleet, resolveWorkload } from "../../src/workload/resolve-workload.ts";
import type { FleetWorkload } from "../../src/workload/workload.ts";

const fleet = (workload: Partial<FleetWorkload> = {}): ResolvedFleet =>
  resolveWorkload({ kind: "fleet", trucks: 20, hz: 1, durationS: 60, ...workload });

function ofTruck(events: readonly PlannedEvent[], truckId: string): readonly PlannedEvent[] {
  return events.filter((event) => event.truckId === truckId);
}

function pairs<T>(values: readonly T[]): readonly (readonly [T, T])[] {
  return values.slice(1).map((value, index) => [values[index]!, value]);
}

function dueBetween(events: readonly PlannedEvent[], fromS: number, toS: number): number {
  return events.filter(({ dueMs }) => dueMs >= fromS * 1000 && dueMs < toS * 1000).length;
}

describe("planFleet", () => {
  it("names 100 trucks truck_1 to truck_100 and sends 200 bytes unless told otherwise", () => {
    const plan = planFleet(resolveWorkload({ kind: "fleet", durationS: 1 }), 1);
    expect(plan.trucks).toHaveLength(100);
    expect([plan.trucks[0], plan.trucks[99]]).toEqual(["truck_1", "truck_100"]);
    expect(plan).toMatchObject({ payloadBytes: 200, durationMs: 1000, arrival: "open" });
  });

  it("gives the same plan for the same seed and another for another", () => {
    const { events } = planFleet(fleet(), 7);
    expect(planFleet(fleet(), 7).events).toEqual(events);
    expect(planFleet(fleet(), 8).events).not.toEqual(events);
  });

  it("lets a truck do the same in a small fleet and in a large one", () => {
    // All but the place in the order of the fleet.
    const strip = (events: readonly PlannedEvent[]) =>
      events.map((event) => ({ ...event, index: 0 }));
    const small = ofTruck(planFleet(fleet({ trucks: 3 }), 7).events, "truck_3");
    const large = ofTruck(planFleet(fleet({ trucks: 30 }), 7).events, "truck_3");
    expect(strip(small)).toEqual(strip(large));
  });

  it("puts all events in due order, counted from 0, and every truck's seqs without a gap", () => {
    const { events, trucks } = planFleet(fleet({ hz: 5 }), 3);
    expect(events.map(({ index }) => index)).toEqual([...events.keys()]);
    for (const [before, after] of pairs(events))
      expect(after.dueMs).toBeGreaterThanOrEqual(before.dueMs);
    for (const truckId of trucks) {
      const own = ofTruck(events, truckId);
      expect(own.map(({ seq }) => seq)).toEqual([...own.keys()]);
    }
  });

  it("dates each event by its due time, on a date that never changes", () => {
    expect(new Date(fleetEpochMs).toISOString()).toBe("2026-01-05T06:00:00.000Z");
    for (const { eventTimeMs, dueMs } of planFleet(fleet(), 3).events) {
      expect(Math.abs(eventTimeMs - fleetEpochMs - dueMs)).toBeLessThanOrEqual(0.5);
      expect(Number.isInteger(eventTimeMs)).toBe(true);
    }
  });
});

describe("due times of the fleet", () => {
  it("keep every interval within the jitter", () => {
    const { events, trucks } = planFleet(fleet({ hz: 2, jitter: 0.3 }), 5);
    const intervals = trucks.flatMap((truckId) =>
      pairs(ofTruck(events, truckId)).map(([before, after]) => after.dueMs - before.dueMs),
    );
    expect(Math.min(...intervals)).toBeGreaterThanOrEqual(350 - 0.01);
    expect(Math.max(...intervals)).toBeLessThanOrEqual(650 + 0.01);
    // The jitter is used, not just allowed.
    expect(Math.min(...intervals)).toBeLessThan(360);
    expect(Math.max(...intervals)).toBeGreaterThan(640);
  });

  it("are a perfect beat with no jitter: hz × duration events of each truck, at its own phase", () => {
    const { events, trucks } = planFleet(fleet({ hz: 4, jitter: 0, durationS: 10 }), 5);
    for (const truckId of trucks) expect(ofTruck(events, truckId)).toHaveLength(40);
    const phases = trucks.map((truckId) => ofTruck(events, truckId)[0]!.dueMs);
    expect(new Set(phases).size).toBe(trucks.length);
    expect(Math.max(...phases)).toBeLessThan(250);
  });

  it("come as much faster as the spike says, while it lasts", () => {
    const spike = { fromS: 20, toS: 30, factor: 5 };
    const { events } = planFleet(fleet({ hz: 10, jitter: 0, spike }), 5);
    expect(dueBetween(events, 0, 20) / (20 * 200)).toBeCloseTo(1, 2);
    expect(dueBetween(events, 20, 30) / (10 * 1000)).toBeCloseTo(1, 2);
    expect(dueBetween(events, 30, 60) / (30 * 200)).toBeCloseTo(1, 2);
  });

  it("come as much more often from the hot trucks, the first ones, and from them alone", () => {
    const { events } = planFleet(fleet({ hz: 2, jitter: 0, hot: { trucks: 2, factor: 3 } }), 5);
    const counts = Array.from({ length: 20 }, (_, at) => ofTruck(events, `truck_${at + 1}`).length);
    expect(counts).toEqual([360, 360, ...Array.from({ length: 18 }, () => 120)]);
  });

  it("grow linearly with a ramp: a quarter of the extra fixes in the first half", () => {
    const { events } = planFleet(fleet({ hz: 10, jitter: 0, ramp: { toHz: 50 } }), 5);
    // ∫ (10 + 40·t/60) dt per truck: 600 in the first 30 s, 1,200 in the second.
    expect(dueBetween(events, 0, 30) / (20 * 600)).toBeCloseTo(1, 2);
    expect(dueBetween(events, 30, 60) / (20 * 1200)).toBeCloseTo(1, 2);
  });

  it("follow a spike on a ramp, and one that lasts beyond the end", () => {
    const spike = { fromS: 50, toS: 90, factor: 2 };
    const { events } = planFleet(fleet({ hz: 10, jitter: 0, ramp: { toHz: 70 }, spike }), 5);
    // From 60 Hz to 70 Hz over the last ten seconds, doubled.
    expect(dueBetween(events, 50, 60) / (20 * 1300)).toBeCloseTo(1, 2);
    expect(dueBetween(events, 60, 1000)).toBe(0);
  });
});

describe("movement of the fleet", () => {
  const { events, trucks } = planFleet(fleet({ trucks: 40, jitter: 0, durationS: 900 }), 11);
  const steps = trucks.flatMap((truckId) => pairs(ofTruck(events, truckId)));

  it("has positions to 6 decimals in and around one city, spread over it", () => {
    const centre = { lat: 41.85, lon: -87.76 };
    for (const { lat, lon } of events) {
      expect(distanceM(centre, { lat, lon })).toBeLessThan(18_000);
      expect([Number(lat.toFixed(6)), Number(lon.toFixed(6))]).toEqual([lat, lon]);
    }
    const starts = trucks.map((truckId) => distanceM(centre, ofTruck(events, truckId)[0]!));
    expect(Math.min(...starts)).toBeLessThan(5000);
    expect(Math.max(...starts)).toBeGreaterThan(8000);
  });

  it("keeps speed from 0 to 100 km/h and heading from 0 to below 360°, to one decimal", () => {
    for (const { speedKmh, headingDeg } of events) {
      expect(speedKmh).toBeGreaterThanOrEqual(0);
      expect(speedKmh).toBeLessThanOrEqual(100);
      expect(headingDeg).toBeGreaterThanOrEqual(0);
      expect(headingDeg).toBeLessThan(360);
      expect(Number(speedKmh.toFixed(1))).toBe(speedKmh);
      expect(Number(headingDeg.toFixed(1))).toBe(headingDeg);
    }
  });

  it("never accelerates or brakes by more than 2.5 m/s²", () => {
    for (const [before, after] of steps) {
      const seconds = (after.dueMs - before.dueMs) / 1000;
      // The two speeds are rounded to 0.1 km/h.
      const change = Math.abs(after.speedKmh - before.speedKmh) - 0.1;
      expect(change / 3.6 / seconds).toBeLessThanOrEqual(2.5 + 1e-6);
    }
  });

  it("moves as far as its mean speed says, in the direction of its heading", () => {
    for (const [before, after] of steps) {
      const seconds = (after.dueMs - before.dueMs) / 1000;
      const expectedM = ((before.speedKmh + after.speedKmh) / 2 / 3.6) * seconds;
      expect(Math.abs(distanceM(before, after) - expectedM)).toBeLessThan(0.2);
    }
  });

  it("stands still now and then, drives most of the time, and turns", () => {
    const standing = events.filter(({ speedKmh }) => speedKmh === 0).length / events.length;
    expect(standing).toBeGreaterThan(0.05);
    expect(standing).toBeLessThan(0.5);
    for (const truckId of trucks) {
      const own = ofTruck(events, truckId);
      expect(Math.max(...own.map(({ speedKmh }) => speedKmh))).toBeGreaterThan(20);
      expect(
        new Set(own.map(({ headingDeg }) => Math.round(headingDeg / 45))).size,
      ).toBeGreaterThan(1);
    }
  });

  it("turns by at most 15° a second", () => {
    for (const [before, after] of steps) {
      const turn = Math.abs(((after.headingDeg - before.headingDeg + 540) % 360) - 180);
      expect(turn).toBeLessThanOrEqual(15.2);
    }
  });
});

describe("closed loop", () => {
  it("has no planned events but an endless source per truck, counted over all calls", () => {
    const plan = planFleet(fleet({ arrival: "closed" }), 3);
    expect(plan.events).toEqual([]);
    const made = ["truck_2", "truck_1", "truck_2"].map((truckId, at) =>
      plan.nextOf(truckId, at * 40),
    );
    expect(made.map(({ truckId, seq, index, dueMs }) => [truckId, seq, index, dueMs])).toEqual([
      ["truck_2", 0, 0, 0],
      ["truck_1", 0, 1, 40],
      ["truck_2", 1, 2, 80],
    ]);
    for (let call = 0; call < 1000; call += 1) plan.nextOf("truck_1", 80 + call);
    expect(plan.nextOf("truck_1", 1080)).toMatchObject({ seq: 1001, index: 1003 });
  });

  it("moves a truck by the time since its last event", () => {
    const open = planFleet(fleet({ trucks: 1, jitter: 0 }), 3).events;
    const closed = planFleet(fleet({ trucks: 1, arrival: "closed" }), 3);
    for (const { dueMs, lat, lon, speedKmh } of open) {
      expect(closed.nextOf("truck_1", dueMs)).toMatchObject({ lat, lon, speedKmh });
    }
  });

  it("is a mistake of the caller to use in an open loop, or for a truck that is not there", () => {
    expect(() => planFleet(fleet(), 3).nextOf("truck_1", 0)).toThrow("open loop");
    const closed = planFleet(fleet({ arrival: "closed" }), 3);
    expect(() => closed.nextOf("truck_21", 0)).toThrow("no truck truck_21");
  });
});
