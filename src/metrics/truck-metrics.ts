import type { AppMeter } from "./app-meter.ts";
import { Latencies, type LatencySummary } from "./latency.ts";
import type { SendMeter } from "./send-meter.ts";

/** One truck in figures; on the consuming side those of the primary application. */
export interface TruckMetrics {
  /** Different events sent, acknowledged, done; and deliveries, repeated ones too. */
  readonly sent: number;
  readonly acked: number;
  readonly delivered: number;
  readonly effected: number;
  /** Lanes that acknowledged or delivered its events, by name. */
  readonly lanes: readonly string[];
  /** From the due time to the first send. */
  readonly maxSendDelayMs: number;
  /** From the due time to the first effect; percentiles to 1 %, the rest exact. */
  readonly endToEnd: LatencySummary;
}

/** By truck: those of the workload in its order, then whatever else was delivered. */
export function truckMetrics(
  sends: SendMeter,
  primary: AppMeter | undefined,
): ReadonlyMap<string, TruckMetrics> {
  const keys = new Set([...sends.trucks.keys(), ...(primary?.trucks.keys() ?? [])]);
  const nothing = new Latencies(2).summary();
  const metricsOf = (key: string): TruckMetrics => {
    const sent = sends.trucks.get(key);
    const seen = primary?.trucks.get(key);
    return {
      sent: sent?.sent.size ?? 0,
      acked: sent?.acked.size ?? 0,
      delivered: seen?.deliveredCount ?? 0,
      effected: seen?.done.size ?? 0,
      lanes: [...new Set([...(sent?.lanes ?? []), ...(seen?.lanes ?? [])])].sort(),
      maxSendDelayMs: sent?.maxSendDelayMs ?? 0,
      endToEnd: seen?.endToEnd.summary() ?? nothing,
    };
  };
  return new Map([...keys].map((key) => [key, metricsOf(key)]));
}
