import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { Latencies, mergedLatencies } from "../../src/metrics/latency.ts";

function of(samples: readonly number[], digits: 2 | 3 = 3): Latencies {
  const latencies = new Latencies(digits);
  for (const sample of samples) latencies.add(sample);
  return latencies;
}

/** The smallest sample that this share of the samples does not exceed. */
function exactPercentile(samples: readonly number[], percent: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length - 1e-9) - 1)]!;
}

describe("Latencies", () => {
  it("says nothing without samples", () => {
    expect(of([]).summary()).toStrictEqual({ count: 0, negativeCount: 0, sumMs: 0 });
  });

  it("reads percentiles off a plain distribution", () => {
    const samples = Array.from({ length: 1000 }, (_, index) => index + 1);
    expect(of(samples).summary()).toEqual({
      count: 1000,
      negativeCount: 0,
      sumMs: 500_500,
      meanMs: 500.5,
      p50Ms: expect.closeTo(500, 0),
      p90Ms: expect.closeTo(900, 0),
      p99Ms: expect.closeTo(990, 0),
      p999Ms: expect.closeTo(999, 0),
      maxMs: 1000,
    });
  });

  it("keeps zero as a sample like any other", () => {
    expect(of([0, 0, 0, 8]).summary()).toMatchObject({ count: 4, meanMs: 2, p50Ms: 0, maxMs: 8 });
  });

  it("keeps fractions of a millisecond", () => {
    const { p50Ms, maxMs, meanMs } = of([0.25, 0.25, 0.75]).summary();
    expect([p50Ms, maxMs]).toEqual([0.25, 0.75]);
    expect(meanMs).toBeCloseTo(1.25 / 3, 9);
  });

  it("neither drops nor cuts a huge value: a day, a year, ten years", () => {
    for (const hugeMs of [86_400_000, 31_536_000_000, 315_360_000_000]) {
      const { count, maxMs, p50Ms } = of([1, hugeMs, hugeMs]).summary();
      expect([count, maxMs]).toEqual([3, hugeMs]);
      expect(Math.abs(p50Ms! / hugeMs - 1)).toBeLessThanOrEqual(0.001);
    }
  });

  it("counts a negative time as zero, and says that there was one", () => {
    expect(of([-3, 5]).summary()).toMatchObject({ count: 2, negativeCount: 1, meanMs: 2.5 });
  });

  it.each([
    [3, 0.001],
    [2, 0.01],
  ] as const)("with %i digits is within %d of the exact percentile", (digits, tolerance) => {
    const ms = fc.oneof(
      fc.double({ min: 0, max: 10, noNaN: true }),
      fc.double({ min: 0, max: 1e4, noNaN: true }),
      fc.double({ min: 0, max: 1e9, noNaN: true }),
    );
    fc.assert(
      fc.property(fc.array(ms, { minLength: 1, maxLength: 300 }), (samples) => {
        const latencies = of(samples, digits);
        expect(latencies.summary()).toMatchObject({
          count: samples.length,
          maxMs: Math.max(...samples),
        });
        for (const percent of [1, 50, 90, 99, 99.9, 100]) {
          const exact = exactPercentile(samples, percent);
          const error = Math.abs(latencies.percentileMs(percent)! - exact);
          // Samples are rounded to whole microseconds first.
          expect(error).toBeLessThanOrEqual(exact * tolerance + 0.001);
        }
      }),
    );
  });

  it("of several parts, merged as JSON carries them, are those of the whole", () => {
    const parts = fc.array(
      fc.array(fc.double({ min: -5, max: 1e9, noNaN: true }), { maxLength: 50 }),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(parts, (samples) => {
        const distributions = samples.map((part) => of(part).distribution());
        const carried = JSON.parse(JSON.stringify(distributions)) as typeof distributions;
        const merged = mergedLatencies(carried);
        const whole = of(samples.flat()).distribution();
        // Floating-point sums depend on the order of their terms, and the room that a histogram has on how it grew.
        const { sumMs, meanMs, histogram } = whole;
        expect({ ...merged, sumMs, histogram, ...(meanMs !== undefined && { meanMs }) }).toEqual(
          whole,
        );
        expect(Math.abs(merged.sumMs - sumMs)).toBeLessThanOrEqual(sumMs * 1e-9);
        const [one, other] = [new Latencies(3), new Latencies(3)];
        one.merge(merged);
        other.merge(whole);
        for (let percent = 0; percent <= 100; percent += 5) {
          expect(one.percentileMs(percent)).toBe(other.percentileMs(percent));
        }
      }),
    );
  });

  it("gives any percentile from its carried form", () => {
    const samples = Array.from({ length: 2000 }, (_, index) => (index * 7919) % 4001);
    const carried = new Latencies(3);
    carried.merge(of(samples).distribution());
    for (const percent of [0, 25, 75, 99.99, 100]) {
      expect(carried.percentileMs(percent)).toBe(of(samples).percentileMs(percent));
    }
  });

  it("starts afresh after a reset", () => {
    const latencies = of([1000, 2000]);
    latencies.reset();
    latencies.add(3);
    expect(latencies.summary()).toMatchObject({ count: 1, p50Ms: 3, maxMs: 3, meanMs: 3 });
  });
});
