import type { RunResult, SecondMetrics } from "../../result/run-result.ts";
import { runsOf, type SuiteResult } from "../../result/suite-result.ts";
import { type Columns, csvText, rounded } from "./csv-text.ts";
import { runIdentity } from "./run-identity.ts";

const columns: Columns<{ readonly run: RunResult; readonly second: SecondMetrics }> = {
  ...runIdentity,
  second: ({ second }) => second.second,
  due_events_per_s: ({ second }) => second.due,
  sent_events_per_s: ({ second }) => second.sent,
  acked_events_per_s: ({ second }) => second.acked,
  acked_mb_per_s: ({ second }) => rounded(second.ackedBytes / 2 ** 20),
  delivered_events_per_s: ({ second }) => second.delivered,
  effected_events_per_s: ({ second }) => second.effected,
  consumers_active_mean: ({ second }) => rounded(second.activeMs / 1000),
  send_backlog_events: ({ second }) => second.sendBacklog,
  backlog_events: ({ second }) => second.backlog,
  throttled_requests: ({ second }) => second.throttled,
  e2e_max_ms: ({ second }) => rounded(second.maxEndToEndMs),
};

/** timeseries.csv: a row per run and second. */
export function timeseriesCsv(suite: SuiteResult): string {
  const rows = runsOf(suite).flatMap((run) =>
    run.metrics.seconds.map((second) => ({ run, second })),
  );
  return csvText(columns, rows);
}
