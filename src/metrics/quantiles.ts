import { build, type Histogram } from "hdr-histogram-js";

/** A distribution of durations in milliseconds; all fields undefined but `count` when nothing was recorded. */
export interface Quantiles {
  readonly count: number;
  readonly meanMs: number | undefined;
  readonly p50Ms: number | undefined;
  readonly p90Ms: number | undefined;
  readonly p99Ms: number | undefined;
  readonly p999Ms: number | undefined;
  /** Exact. */
  readonly maxMs: number | undefined;
}

const microsecondsPerMs = 1000;

/** An HdrHistogram over durations, in microseconds inside; it grows with its values, so none is dropped or cut. */
export class DurationHistogram {
  readonly #histogram: Histogram;
  #max = -Infinity;

  /** `digits`: significant decimal digits kept of each value. */
  constructor(digits: 2 | 3 | 4 = 4) {
    this.#histogram = build({
      lowestDiscernibleValue: 1,
      highestTrackableValue: 2 ** 24,
      autoResize: true,
      numberOfSignificantValueDigits: digits,
      useWebAssembly: false,
    });
  }

  /** Durations below zero (an event that was early) count as zero. */
  record(durationMs: number): void {
    const value = Math.max(0, durationMs);
    this.#max = Math.max(this.#max, value);
    this.#histogram.recordValue(Math.round(value * microsecondsPerMs));
  }

  quantiles(): Quantiles {
    const count = this.#histogram.totalCount;
    if (count === 0) return { count, ...nothing };
    const at = (percentile: number): number =>
      // The histogram answers with the top of a bucket, which may lie above the largest value.
      Math.min(this.#max, this.#histogram.getValueAtPercentile(percentile) / microsecondsPerMs);
    return {
      count,
      meanMs: this.#histogram.mean / microsecondsPerMs,
      p50Ms: at(50),
      p90Ms: at(90),
      p99Ms: at(99),
      p999Ms: at(99.9),
      maxMs: this.#max,
    };
  }
}

const nothing = {
  meanMs: undefined,
  p50Ms: undefined,
  p90Ms: undefined,
  p99Ms: undefined,
  p999Ms: undefined,
  maxMs: undefined,
};
