import { describe, expect, it } from "vitest";

import { Latencies } from "../../src/metrics/latency.ts";
import { spectrumOf } from "../../src/result/latency-spectrum.ts";

describe("a latency spectrum", () => {
  it("has the percentiles of the samples, up to the one event in all", () => {
    const latencies = new Latencies(3);
    for (let ms = 1; ms <= 1000; ms += 1) latencies.add(ms);
    const points = spectrumOf(latencies.distribution());
    const shares = points.map(({ share }) => share);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    for (const { share, ms } of points) {
      // Three digits; a percentile of whole samples is the next one up.
      expect(Math.abs(ms - Math.max(1, share * 1000))).toBeLessThanOrEqual(2);
    }
    expect(points.at(-1)).toEqual({ share: 0.999, ms: 1000 });
  });

  it("is empty without samples", () => {
    expect(spectrumOf(new Latencies(3).distribution())).toEqual([]);
  });
});
