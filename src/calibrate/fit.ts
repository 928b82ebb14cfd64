/**
 * From samples to the profile's form: a lognormal distribution through the measured median and 99th percentile. How well that form
 * suits is shown by what the model really draws with it, beside what was measured: p90 took no part in the fitting.
 */
import {
  drawRoundTrip,
  type LatencyProfile,
  type LatencyQuantiles,
  type Travelling,
} from "../emulator/latency.ts";
import { seededRandom } from "../random.ts";
import type { Measurement, Quantiles } from "./calibrated-profile.ts";
import type { Samples } from "./sampler.ts";

/** Fewer say nothing about a 99th percentile. */
export const leastSamples = 20;
const draws = 20_000;

/** Quantiles by nearest rank, in microseconds' precision. */
export function quantilesOf(samples: readonly number[]): Quantiles & { readonly maxMs: number } {
  const sorted = samples.toSorted((a, b) => a - b);
  const at = (share: number): number => {
    const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
    return Number(value.toFixed(3));
  };
  return { p50Ms: at(0.5), p90Ms: at(0.9), p99Ms: at(0.99), maxMs: at(1) };
}

export function measurementOf(what: string, { ms, retried }: Samples): Measurement {
  return { what, requests: ms.length, retried, ...quantilesOf(ms) };
}

/** What the model draws for an action with this profile. */
export function modelledBy(profile: LatencyProfile, travelling: Travelling): Quantiles {
  const { service, action, queue } = travelling;
  const random = seededRandom(1, `calibrate ${service}.${queue ?? ""}.${action}`);
  const drawn = Array.from({ length: draws }, () => {
    const { requestMs, responseMs } = drawRoundTrip(profile, travelling, random);
    return requestMs + responseMs;
  });
  const { p50Ms, p90Ms, p99Ms } = quantilesOf(drawn);
  return { p50Ms, p90Ms, p99Ms };
}

/** The form's two quantiles. */
export function fitted(samples: readonly number[]): LatencyQuantiles {
  const { p50Ms, p99Ms } = quantilesOf(samples);
  return { p50Ms, p99Ms };
}
