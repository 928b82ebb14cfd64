import { anomalyColumn } from "../../result/anomaly-column.ts";
import {
  anomalyKinds,
  type KeyCounts,
  type KeyMetrics,
  type RunResult,
} from "../../result/run-result.ts";
import { runsOf, type SuiteResult } from "../../result/suite-result.ts";
import { type Columns, csvText, rounded } from "./csv-text.ts";
import { runIdentity } from "./run-identity.ts";

interface KeyRow {
  readonly run: RunResult;
  readonly figures: KeyMetrics;
  readonly counts: KeyCounts["counts"];
}

const anomalyColumns: Columns<KeyRow> = Object.fromEntries(
  anomalyKinds.map((kind) => [anomalyColumn(kind), ({ counts }: KeyRow) => counts[kind] ?? 0]),
);

const columns: Columns<KeyRow> = {
  ...runIdentity,
  truck: ({ figures }) => figures.key,
  events_sent: ({ figures }) => figures.sent,
  events_acked: ({ figures }) => figures.acked,
  events_delivered: ({ figures }) => figures.delivered,
  events_effected: ({ figures }) => figures.effected,
  lanes: ({ figures }) => figures.lanes.length,
  lane_names: ({ figures }) => figures.lanes.join(" "),
  send_delay_max_ms: ({ figures }) => rounded(figures.maxSendDelayMs),
  e2e_p50_ms: ({ figures }) => rounded(figures.endToEndP50Ms),
  e2e_p99_ms: ({ figures }) => rounded(figures.endToEndP99Ms),
  e2e_max_ms: ({ figures }) => rounded(figures.endToEndMaxMs),
  ...anomalyColumns,
};

/** keys.csv: a row per run and truck. */
export function keysCsv(suite: SuiteResult): string {
  return csvText(columns, runsOf(suite).flatMap(keyRows));
}

function keyRows(run: RunResult): readonly KeyRow[] {
  const countsOf = new Map(run.verdict.countsByKey.map(({ key, counts }) => [key, counts]));
  return run.metrics.keys.map((figures) => ({
    run,
    figures,
    counts: countsOf.get(figures.key) ?? {},
  }));
}
