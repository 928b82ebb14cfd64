/**
 * Latencies in an HdrHistogram, in whole microseconds.
 *
 * No sample is dropped: zero is a value, the histogram grows to whatever it is given, and a negative time (a clock that was read too
 * early) counts as zero and is counted apart. Percentiles are right to the significant digits asked for; count, mean and maximum
 * are exact.
 */
import { build, type Histogram } from "hdr-histogram-js";

/** Undefined figures: there is no sample. */
export interface LatencySummary {
  readonly count: number;
  /** Samples that were negative and count as zero. */
  readonly negativeCount: number;
  readonly meanMs: number | undefined;
  readonly p50Ms: number | undefined;
  readonly p90Ms: number | undefined;
  readonly p99Ms: number | undefined;
  readonly p999Ms: number | undefined;
  readonly maxMs: number | undefined;
}

export class Latencies {
  readonly #histogram: Histogram;
  #count = 0;
  #negativeCount = 0;
  #sumMs = 0;
  #maxMs = 0;

  /** With 3 significant digits a percentile is right to 0.1 %. */
  constructor(significantDigits: 2 | 3) {
    this.#histogram = build({ numberOfSignificantValueDigits: significantDigits });
  }

  get count(): number {
    return this.#count;
  }

  add(ms: number): void {
    const sampleMs = Math.max(0, ms);
    if (ms < 0) this.#negativeCount += 1;
    this.#count += 1;
    this.#sumMs += sampleMs;
    if (sampleMs > this.#maxMs) this.#maxMs = sampleMs;
    this.#histogram.recordValue(Math.round(sampleMs * 1000));
  }

  /** The value that this share of the samples does not exceed; undefined without samples. */
  percentileMs(percent: number): number | undefined {
    if (this.#count === 0) return undefined;
    // The histogram answers with the upper end of a bucket, which may lie above the largest sample.
    return Math.min(this.#histogram.getValueAtPercentile(percent) / 1000, this.#maxMs);
  }

  get maxMs(): number | undefined {
    return this.#count === 0 ? undefined : this.#maxMs;
  }

  summary(): LatencySummary {
    return {
      count: this.#count,
      negativeCount: this.#negativeCount,
      meanMs: this.#count === 0 ? undefined : this.#sumMs / this.#count,
      p50Ms: this.percentileMs(50),
      p90Ms: this.percentileMs(90),
      p99Ms: this.percentileMs(99),
      p999Ms: this.percentileMs(99.9),
      maxMs: this.maxMs,
    };
  }

  reset(): void {
    this.#histogram.reset();
    this.#count = 0;
    this.#negativeCount = 0;
    this.#sumMs = 0;
    this.#maxMs = 0;
  }
}
