import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { InputError } from "../../src/errors.ts";
import { Timeline } from "../../src/metrics/timeline.ts";

describe("Timeline", () => {
  it("gives what fell into a stretch of time, its start included and its end not", () => {
    const timeline = new Timeline();
    for (const atMs of [0, 999, 1000, 1999, 2000]) timeline.add(atMs);
    expect(timeline.between(0, 1000)).toBe(2);
    expect(timeline.between(1000, 2000)).toBe(2);
    expect(timeline.between(2000, 1e9)).toBe(1);
    expect(timeline.total).toBe(5);
  });

  it("gives the share of a tick that is cut", () => {
    const timeline = new Timeline();
    timeline.add(110, 8);
    expect(timeline.between(0, 125)).toBe(2);
    expect(timeline.between(125, 150)).toBe(2);
  });

  it("loses nothing however time is divided", () => {
    const times = fc.array(fc.nat(500_000), { minLength: 1 });
    fc.assert(
      fc.property(times, fc.nat(500_000), (all, cutMs) => {
        const timeline = new Timeline();
        for (const atMs of all) timeline.add(atMs);
        const sum = timeline.between(0, cutMs) + timeline.between(cutMs, 600_000);
        expect(sum).toBeCloseTo(all.length, 6);
      }),
    );
  });

  it("spreads a height over time as its integral", () => {
    const timeline = new Timeline();
    timeline.spread(50, 1234.5, 3);
    expect(timeline.total).toBeCloseTo(3 * 1184.5, 6);
    expect(timeline.between(1000, 2000)).toBeCloseTo(3 * 234.5, 6);
  });

  it("takes a time before the start for the start", () => {
    const timeline = new Timeline();
    timeline.add(-5);
    expect(timeline.at(0)).toBe(1);
  });

  it("has room for any tick, the first that it has to grow for as well, and nothing behind the last", () => {
    const timeline = new Timeline();
    for (const tick of [1024, 5000]) {
      timeline.add(tick * 100);
      expect(timeline.at(tick)).toBe(1);
    }
    expect(timeline.at(1_000_000)).toBe(0);
  });

  it.each([Date.UTC(2026, 0, 5), Number.NaN, Infinity])(
    "refuses %d, which is no time after the start of a run",
    (atMs) => {
      const add = () => new Timeline().add(atMs);
      expect(add).toThrow(InputError);
      expect(add).toThrow(`a record at ${atMs} ms: `);
    },
  );
});
