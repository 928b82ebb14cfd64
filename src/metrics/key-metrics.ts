import type { AppMeter } from "./app-meter.ts";
import type { AppKey, KeyBook, KeyFacts } from "./key-book.ts";
import { latencyPercentilesMs, maxLatencyMs } from "./key-latencies.ts";
import { noLanes } from "./lane-lists.ts";
import { countOf } from "./seq-set.ts";

/** One key in figures; on the consuming side those of the primary application. Flat, since there may be a million of them. */
export interface KeyMetrics {
  readonly key: string;
  /** Different events sent, acknowledged, done; and deliveries, repeated ones too. */
  readonly sent: number;
  readonly acked: number;
  readonly delivered: number;
  readonly effected: number;
  /** Lanes that acknowledged or delivered its events, by name. */
  readonly lanes: readonly string[];
  /** From the due time to the first send. */
  readonly maxSendDelayMs: number;
  /** From the due time to the first effect; percentiles to 1 %, the maximum exact. Absent: nothing was done. */
  readonly endToEndP50Ms?: number;
  readonly endToEndP99Ms?: number;
  readonly endToEndMaxMs?: number;
}

/** Those of the workload in its order, then whatever else was sent, then what was only delivered. */
export function keyMetrics(keys: KeyBook, primary: AppMeter | undefined): readonly KeyMetrics[] {
  const produced: KeyMetrics[] = [];
  const others: KeyMetrics[] = [];
  for (const facts of keys.values()) {
    const seen = primary?.seenOf(facts);
    if (facts.isProduced) produced.push(metricsOf(facts, seen));
    else if (seen !== undefined) others.push(metricsOf(facts, seen));
  }
  return others.length === 0 ? produced : [...produced, ...others];
}

function metricsOf(facts: KeyFacts, seen: AppKey | undefined): KeyMetrics {
  const counts = {
    key: facts.key,
    sent: countOf(facts.sent),
    acked: countOf(facts.acked),
    delivered: seen?.deliveredCount ?? 0,
    effected: countOf(seen?.done ?? 0),
    lanes: lanesOf(facts.lanes, seen?.lanes ?? noLanes),
    maxSendDelayMs: facts.maxSendDelayMs,
  };
  const endToEnd = seen?.endToEnd;
  const endToEndMaxMs = maxLatencyMs(endToEnd);
  if (endToEndMaxMs === undefined) return counts;
  const [endToEndP50Ms, endToEndP99Ms] = latencyPercentilesMs(endToEnd, [50, 99])!;
  return { ...counts, endToEndP50Ms, endToEndP99Ms, endToEndMaxMs };
}

/** Most keys keep to one lane. */
function lanesOf(acked: readonly string[], delivered: readonly string[]): readonly string[] {
  const isOne = acked.length === 1 && delivered.length === 1 && acked[0] === delivered[0];
  return isOne ? acked : [...new Set([...acked, ...delivered])].sort();
}
