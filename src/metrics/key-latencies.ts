/**
 * Latencies of one key, of which a run has as many as a million: the samples themselves while they are few, a histogram from the 65th on.
 * Percentiles are the histogram's own, to 1 %, whichever it is.
 */
import { Latencies } from "./latency.ts";

/** None, one, as most keys of a large fleet have, a few, or a histogram of all; in milliseconds. */
export type KeyLatencies = undefined | number | number[] | Latencies;

const mostSamples = 64;
const significantDigits = 2;
/** Values of a bucket in a histogram of two digits: below this each has its own, above it one bucket is that many times finer. */
const exactBelow = 256;

/** With one sample more. What is a list or a histogram already is changed. */
export function withLatency(known: KeyLatencies, ms: number): KeyLatencies {
  if (known === undefined) return ms;
  if (typeof known === "number") return [known, ms];
  if (known instanceof Latencies) {
    known.add(ms);
    return known;
  }
  known.push(ms);
  if (known.length <= mostSamples) return known;
  const many = new Latencies(significantDigits);
  for (const sample of known) many.add(sample);
  return many;
}

export function maxLatencyMs(known: KeyLatencies): number | undefined {
  if (known === undefined) return undefined;
  if (known instanceof Latencies) return known.maxMs;
  return typeof known === "number" ? Math.max(0, known) : Math.max(0, ...known);
}

/** Each of the percentiles; undefined without samples. */
export function latencyPercentilesMs<const P extends readonly number[]>(
  known: KeyLatencies,
  percents: P,
): { readonly [Index in keyof P]: number } | undefined {
  const maxMs = maxLatencyMs(known);
  if (known === undefined || maxMs === undefined) return undefined;
  return percents.map(percentilesOf(known, maxMs)) as unknown as {
    readonly [Index in keyof P]: number;
  };
}

function percentilesOf(
  known: NonNullable<KeyLatencies>,
  maxMs: number,
): (percent: number) => number {
  if (known instanceof Latencies) return (percent) => known.percentileMs(percent) ?? 0;
  if (typeof known === "number") {
    const onlyMs = Math.min(endOfBucket(microseconds(known)) / 1000, maxMs);
    return () => onlyMs;
  }
  const few = known.map(microseconds).sort((a, b) => a - b);
  return (percent) => {
    const rank = Math.max(1, Math.ceil((percent / 100) * few.length));
    return Math.min(endOfBucket(few[rank - 1]!) / 1000, maxMs);
  };
}

function microseconds(ms: number): number {
  return Math.round(Math.max(0, ms) * 1000);
}

/** The largest value that the histogram cannot tell from this one. */
function endOfBucket(value: number): number {
  let width = 1;
  while (value / width >= exactBelow) width *= 2;
  return (Math.floor(value / width) + 1) * width - 1;
}
