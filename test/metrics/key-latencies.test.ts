import fc from "fast-check";
import { describe, expect, it } from "vitest";

import {
  type KeyLatencies,
  latencyPercentilesMs,
  maxLatencyMs,
  withLatency,
} from "../../src/metrics/key-latencies.ts";
import { Latencies } from "../../src/metrics/latency.ts";

function both(samples: readonly number[]) {
  const histogram = new Latencies(2);
  let own: KeyLatencies;
  for (const ms of samples) {
    own = withLatency(own, ms);
    histogram.add(ms);
  }
  return { own, histogram };
}

describe("latencies of a key", () => {
  it("are the histogram's, however few or many, small or large the samples", () => {
    const ms = fc.oneof(
      fc.double({ min: -1, max: 0.3, noNaN: true }),
      fc.double({ min: 0, max: 1000, noNaN: true }),
      fc.double({ min: 0, max: 1e9, noNaN: true }),
      fc.integer({ min: 0, max: 40 }).map((power) => 2 ** power / 1000),
    );
    fc.assert(
      fc.property(fc.array(ms, { minLength: 1, maxLength: 130 }), (samples) => {
        const { own, histogram } = both(samples);
        expect(latencyPercentilesMs(own, [50, 90, 99])).toEqual(
          [50, 90, 99].map((percent) => histogram.percentileMs(percent)),
        );
        expect(maxLatencyMs(own)).toBe(histogram.maxMs);
      }),
      { numRuns: 300 },
    );
  });

  it.each([63, 64, 65, 66])(
    "are the histogram's on either side of the change: %i samples",
    (count) => {
      const { own, histogram } = both(Array.from({ length: count }, (_, index) => index * 7.77));
      expect(latencyPercentilesMs(own, [50, 99])).toEqual([
        histogram.percentileMs(50),
        histogram.percentileMs(99),
      ]);
    },
  );

  it("are none without samples", () => {
    expect(latencyPercentilesMs(undefined, [50])).toBeUndefined();
    expect(maxLatencyMs(undefined)).toBeUndefined();
  });
});
