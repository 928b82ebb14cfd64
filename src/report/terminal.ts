import { styleText } from "node:util";

import type { SummaryRow } from "../result/summary-row.ts";
import type { ScenarioResult } from "../suite/suite.ts";
import type { TargetAddress } from "../targets/target.ts";
import { anomalyKinds } from "../verify/anomaly.ts";
import { anomalyColumn } from "./anomaly-column.ts";
import type { RunReport } from "./run-report.ts";
import { table } from "./table.ts";
import { verdictWord } from "./verdict-text.ts";

export interface SuiteFacts {
  readonly wallMs: number;
  readonly folder: string;
  readonly interrupted: boolean;
  readonly address: TargetAddress;
}

const header = [
  "scenario",
  "order",
  "sent/s",
  "MB/s",
  "active",
  "put p50",
  "e2e p50",
  "e2e p99",
  "throttled",
  "$/M",
  "anomalies",
];
const align = [
  "left",
  "left",
  "right",
  "right",
  "right",
  "right",
  "right",
  "right",
  "right",
  "right",
  "left",
] as const;

/** The comparison for the terminal: a row per run, what failed, what the figures are, and where they went. */
export function comparison(results: readonly ScenarioResult[], facts: SuiteFacts): string {
  const reports = results.flatMap((result) => result.reports);
  const rows = reports.map((report) => tableRow(report, reports));
  return [
    "",
    table(header, rows, align),
    "",
    ...reports.flatMap(failureLines),
    ...new Set(reports.flatMap(({ notes }) => notes)),
    "",
    closing(results, reports, facts),
    "",
  ].join("\n");
}

/** What stands behind a scenario's name when its figures are not to be taken as they are. */
function marks({ state, client_bound: clientBound, caveats }: SummaryRow): string {
  return [
    state === "complete" ? "" : ` (${state})`,
    clientBound === true ? " (client-bound)" : "",
    caveats === "" ? "" : " *",
  ].join("");
}

function tableRow({ summary }: RunReport, all: readonly RunReport[]): string[] {
  const seeds = new Set(all.map((report) => report.summary.seed)).size;
  const { passed } = summary;
  const sign = passed === true ? styleText("green", "✔") : styleText("red", "✘");
  return [
    `${sign} ${summary.scenario}${seeds > 1 ? ` #${summary.seed}` : ""}${marks(summary)}`,
    verdictWord(summary.verdict as "valid"),
    figure(summary.produce_events_per_s, 0),
    figure(summary.produce_mb_per_s, 2),
    `${summary.consumers_active_max}/${summary.consumers}`,
    milliseconds(summary.put_p50_ms),
    summary.saturated === true ? "saturated" : milliseconds(summary.e2e_p50_ms),
    summary.saturated === true ? "" : milliseconds(summary.e2e_p99_ms),
    figure(summary.throttled_requests, 0),
    figure(summary.cost_usd_per_million_events, 2),
    anomalies(summary),
  ];
}

function figure(value: SummaryRow[keyof SummaryRow], decimals: number): string {
  return typeof value === "number" ? value.toFixed(decimals) : "-";
}

function milliseconds(value: SummaryRow[keyof SummaryRow]): string {
  if (typeof value !== "number") return "-";
  return value < 10_000 ? `${value.toFixed(0)} ms` : `${(value / 1000).toFixed(0)} s`;
}

function anomalies(summary: SummaryRow): string {
  return anomalyKinds
    .map(anomalyColumn)
    .filter((column) => Number(summary[column]) > 0)
    .map((column) => `${summary[column]} ${column}`)
    .join(", ");
}

function failureLines({ summary, failures, replay }: RunReport): readonly string[] {
  if (failures.length === 0) return [];
  return [
    `${styleText("red", "✘")} ${summary.scenario}, seed ${summary.seed}`,
    ...failures.map((failure) => `    ${failure}`),
    `    again: ${replay}`,
    "",
  ];
}

function closing(
  results: readonly ScenarioResult[],
  reports: readonly RunReport[],
  { wallMs, folder, interrupted, address }: SuiteFacts,
): string {
  const held = reports.filter(({ summary }) => summary.passed === true).length;
  const serviceS = reports.reduce((sum, { durationMs }) => sum + durationMs, 0) / 1000;
  const evidence = new Set(reports.map(({ summary }) => summary.evidence));
  const source = evidence.has("modelled")
    ? "modelled: the figures come from a model of AWS, not from AWS"
    : `measured on ${address.label}`;
  const missing = results.filter((result) => result.reports.length === 0).length;
  const { latency } = address;
  return [
    `${held} of ${reports.length} runs as expected · ${serviceS.toFixed(0)} s of service time in ${(wallMs / 1000).toFixed(1)} s (${(serviceS / (wallMs / 1000)).toFixed(0)}x)`,
    `evidence: ${source}`,
    ...(latency === undefined ? [] : [`latency: ${latency.name}: ${latency.profile.source}`]),
    `results: ${folder}${interrupted ? ` (interrupted: partial; ${missing} scenarios were not begun)` : ""}`,
  ].join("\n");
}
