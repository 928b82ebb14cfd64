import type { AppKey, AppMeter } from "./app-meter.ts";
import type { KeyLatencies } from "./key-latencies.ts";
import { noLanes } from "./lane-lists.ts";
import type { KeySends, SendMeter } from "./send-meter.ts";
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

/** Those of the workload in its order, then whatever else was sent or delivered. */
export function keyMetrics(sends: SendMeter, primary: AppMeter | undefined): readonly KeyMetrics[] {
  const metrics: KeyMetrics[] = [];
  for (const [key, sent] of sends.keys) metrics.push(metricsOf(key, sent, primary?.keys.get(key)));
  for (const [key, seen] of primary?.keys ?? []) {
    if (!sends.keys.has(key)) metrics.push(metricsOf(key, undefined, seen));
  }
  return metrics;
}

function metricsOf(key: string, sent: KeySends | undefined, seen: AppKey | undefined): KeyMetrics {
  return {
    key,
    sent: countOf(sent?.sent ?? 0),
    acked: countOf(sent?.acked ?? 0),
    delivered: seen?.deliveredCount ?? 0,
    effected: countOf(seen?.done ?? 0),
    lanes: lanesOf(sent?.lanes ?? noLanes, seen?.lanes ?? noLanes),
    maxSendDelayMs: sent?.maxSendDelayMs ?? 0,
    ...(seen !== undefined && endToEndOf(seen.endToEnd)),
  };
}

/** Most keys keep to one lane. */
function lanesOf(acked: readonly string[], delivered: readonly string[]): readonly string[] {
  const isOne = acked.length === 1 && delivered.length === 1 && acked[0] === delivered[0];
  return isOne ? acked : [...new Set([...acked, ...delivered])].sort();
}

function endToEndOf(endToEnd: KeyLatencies) {
  const percentiles = endToEnd.percentilesMs([50, 99]);
  if (percentiles === undefined) return {};
  const [endToEndP50Ms, endToEndP99Ms] = percentiles;
  return { endToEndP50Ms, endToEndP99Ms, endToEndMaxMs: endToEnd.maxMs! };
}
