/**
 * Latencies in an HdrHistogram, in whole microseconds.
 *
 * No sample is dropped: zero is a value, the histogram grows to whatever it is given, and a negative time (a clock that was read too
 * early) counts as zero and is counted apart. Percentiles are right to the significant digits asked for; count, mean and maximum
 * are exact.
 */
import {
  build,
  decodeFromCompressedBase64,
  encodeIntoCompressedBase64,
  type Histogram,
} from "hdr-histogram-js";

/** Count, sum and maximum are exact. Absent figures: there is no sample. */
export interface LatencySummary {
  readonly count: number;
  /** Samples that were negative and count as zero. */
  readonly negativeCount: number;
  readonly sumMs: number;
  readonly meanMs?: number;
  readonly p50Ms?: number;
  readonly p90Ms?: number;
  readonly p99Ms?: number;
  readonly p999Ms?: number;
  readonly maxMs?: number;
}

/** A summary that can be merged with others, and asked for any percentile. */
export interface LatencyDistribution extends LatencySummary {
  /** HdrHistogram's own exchange form (V2, compressed, base64) of whole microseconds: other tools read it too. */
  readonly histogram: string;
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

  /** Adds samples that were gathered elsewhere. Throws when its histogram cannot be read. */
  merge({ count, negativeCount, sumMs, maxMs = 0, histogram }: LatencyDistribution): void {
    this.#histogram.add(decodeFromCompressedBase64(histogram));
    this.#count += count;
    this.#negativeCount += negativeCount;
    this.#sumMs += sumMs;
    this.#maxMs = Math.max(this.#maxMs, maxMs);
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
    const exact = {
      count: this.#count,
      negativeCount: this.#negativeCount,
      sumMs: this.#sumMs,
    };
    if (this.#count === 0) return exact;
    const percentileMs = (percent: number): number => this.percentileMs(percent) ?? 0;
    return {
      ...exact,
      meanMs: this.#sumMs / this.#count,
      p50Ms: percentileMs(50),
      p90Ms: percentileMs(90),
      p99Ms: percentileMs(99),
      p999Ms: percentileMs(99.9),
      maxMs: this.#maxMs,
    };
  }

  distribution(): LatencyDistribution {
    return { ...this.summary(), histogram: encodeIntoCompressedBase64(this.#histogram) };
  }

  reset(): void {
    this.#histogram.reset();
    this.#count = 0;
    this.#negativeCount = 0;
    this.#sumMs = 0;
    this.#maxMs = 0;
  }
}

/** The distribution of all samples of several. */
export function mergedLatencies(parts: readonly LatencyDistribution[]): LatencyDistribution {
  const all = new Latencies(3);
  for (const part of parts) all.merge(part);
  return all.distribution();
}
