/** A latency distribution as a curve: which latency which share of the events did not exceed. */
import { decodeFromCompressedBase64 } from "hdr-histogram-js";

import { exp, log10 } from "../portable-math.ts";
import type { LatencyDistribution } from "./run-result.ts";

export interface SpectrumPoint {
  /** 0 to 1: 0.99 is the 99th percentile. */
  readonly share: number;
  readonly ms: number;
}

const pointsPerNine = 6;

/** Evenly spaced in nines, up to the one event in all; empty without samples. Throws when the histogram cannot be read. */
export function spectrumOf({ count, maxMs = 0, histogram }: LatencyDistribution): SpectrumPoint[] {
  if (count === 0) return [];
  const samples = decodeFromCompressedBase64(histogram);
  const at = (share: number): SpectrumPoint => ({
    share,
    ms: Math.min(samples.getValueAtPercentile(share * 100) / 1000, maxMs),
  });
  const nines = log10(count);
  const points = [];
  for (let step = 0; step / pointsPerNine < nines; step += 1) {
    points.push(at(1 - exp((-step / pointsPerNine) * Math.LN10)));
  }
  return [...points, { share: 1 - 1 / count, ms: maxMs }];
}
