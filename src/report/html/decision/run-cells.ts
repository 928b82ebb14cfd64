/** What is said of a run in a row of a table, the same wherever it is shown. */
import { notesOf } from "../../../result/notes.ts";
import { shellText } from "../../../result/replay.ts";
import { anomalyKinds, hasPassed, type RunResult } from "../../../result/run-result.ts";
import { summaryRow } from "../../../result/summary-row.ts";
import { dollars, figure, milliseconds, whole } from "../page/figures.ts";
import { html, type Html, type Part } from "../page/html.ts";

/** Beside the name; in this order. */
export const runHead: readonly Part[] = [
  "Order",
  "Sent/s",
  "MB/s",
  "Consumers at work",
  "Median",
  "99th percentile",
  "Throttled",
  "$ per million",
  "Anomalies",
];

export function runCells(run: RunResult): readonly Part[] {
  const row = summaryRow(run);
  const saturated = row.saturated === true;
  return [
    orderWord(run),
    whole(row.produce_events_per_s),
    figure(row.produce_mb_per_s),
    atWork(row.consumers_active_max, row.consumers),
    saturated ? "saturated" : milliseconds(row.e2e_p50_ms),
    saturated ? "–" : milliseconds(row.e2e_p99_ms),
    whole(row.throttled_requests),
    dollars(row.cost_usd_per_million_events),
    html`${anomaliesText(run)}`,
  ];
}

/** A consumer with several threads, or several trucks at once, is as many at work. */
function atWork(active: number | undefined, started: number | undefined): string {
  if (started === undefined || active === undefined) return whole(active);
  return active > started
    ? `${whole(active)}, in ${whole(started)}`
    : `${whole(active)} of ${whole(started)}`;
}

/** The verdict, and whether it is the one that was expected: a negative control must be invalid. */
export function orderWord(run: RunResult): Html {
  const words = { valid: "kept", invalid: "lost", unknown: "unknown" } as const;
  const { verdict } = run.verdict;
  const told = hasPassed(run) ? "" : " ✘ not as expected";
  return html`<span class="order ${words[verdict]}">${words[verdict]}</span>${told}`;
}

export function anomaliesText({ verdict: { counts } }: RunResult): string {
  const found = anomalyKinds.filter((kind) => counts[kind] > 0);
  return found.length === 0
    ? "none"
    : found.map((kind) => `${whole(counts[kind])} ${kind}`).join(", ");
}

export function runName({ name, setup }: RunResult, showsSeed: boolean): string {
  return showsSeed && setup !== undefined ? `${name} #${setup.seed}` : name;
}

export function commandOf({ setup }: RunResult): Part {
  return setup === undefined ? "–" : html`<code>${shellText(setup.replay)}</code>`;
}

/** What the figures of these runs mean, each sentence once. */
export function notesText(runs: readonly RunResult[]): readonly string[] {
  return [...new Set(runs.flatMap(notesOf))];
}
