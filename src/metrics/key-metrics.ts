import type { AppMeter } from "./app-meter.ts";
import type { KeyLatencies } from "./key-latencies.ts";
import type { SendMeter } from "./send-meter.ts";

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
  const keys = new Set([...sends.keys.keys(), ...(primary?.keys.keys() ?? [])]);
  return [...keys].map((key) => {
    const sent = sends.keys.get(key);
    const seen = primary?.keys.get(key);
    return {
      key,
      sent: sent?.sent.size ?? 0,
      acked: sent?.acked.size ?? 0,
      delivered: seen?.deliveredCount ?? 0,
      effected: seen?.done.size ?? 0,
      lanes: [...new Set([...(sent?.lanes ?? []), ...(seen?.lanes ?? [])])].sort(),
      maxSendDelayMs: sent?.maxSendDelayMs ?? 0,
      ...(seen !== undefined && endToEndOf(seen.endToEnd)),
    };
  });
}

function endToEndOf(endToEnd: KeyLatencies) {
  const { maxMs } = endToEnd;
  const percentiles = endToEnd.percentilesMs([50, 99]);
  if (percentiles === undefined || maxMs === undefined) return {};
  const [endToEndP50Ms, endToEndP99Ms] = percentiles;
  return { endToEndP50Ms, endToEndP99Ms, endToEndMaxMs: maxMs };
}
