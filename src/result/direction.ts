import type { SummaryColumn } from "./summary-row.ts";

/** Which way a figure is better. Others are neither: fewer shards, or more keys in flight, are no merit by themselves. */
const better: Partial<Record<SummaryColumn, "less" | "more">> = {
  produce_events_per_s: "more",
  produce_mb_per_s: "more",
  produce_steady_events_per_s: "more",
  produce_steady_mb_per_s: "more",
  consume_events_per_s: "more",
  consumers_active_max: "more",
  consumers_active_mean: "more",
  limit_hz_per_truck: "more",
  first_throttle_events_per_s: "more",
  put_p50_ms: "less",
  put_p99_ms: "less",
  e2e_p50_ms: "less",
  e2e_p99_ms: "less",
  e2e_max_ms: "less",
  send_delay_p50_ms: "less",
  send_delay_p99_ms: "less",
  send_delay_max_ms: "less",
  retry_delay_ms: "less",
  throttled_requests: "less",
  throttled_entries: "less",
  retries: "less",
  retried_requests: "less",
  uncertain_sends: "less",
  cost_usd_per_million_events: "less",
};

export function betterWay(column: SummaryColumn): "less" | "more" | undefined {
  return better[column];
}
