import { comparisonsOf } from "../../result/comparison-figures.ts";
import { failuresOf } from "../../result/failures.ts";
import { warningsOf } from "../../result/notes.ts";
import { shellText } from "../../result/replay.ts";
import { hasPassed, type RunResult } from "../../result/run-result.ts";
import { notRun, runsOf, type SuiteResult } from "../../result/suite-result.ts";
import { summaryRow } from "../../result/summary-row.ts";
import { firstEvents } from "../first-events.ts";
import { anomaliesText, evidenceText, figure, milliseconds } from "../run-words.ts";
import { comparisonText } from "../terminal/comparison-text.ts";
import { codeBlock, markdownTable, markdownText } from "./markdown-text.ts";

/** A comment on a pull request may have 65,536 characters: the worst is said, and the rest counted. */
const mostFailures = 8;
const mostRows = 150;

const header = [
  "",
  "scenario",
  "order",
  "sent/s",
  "e2e p50",
  "e2e p99",
  "throttled",
  "$/M",
  "anomalies",
];
const align = [
  "left",
  "left",
  "left",
  "right",
  "right",
  "right",
  "right",
  "right",
  "left",
] as const;

/** summary.md: the runs for a pull request or a job's summary, failures first. */
export function summaryMarkdown(suite: SuiteResult): string {
  const runs = runsOf(suite);
  const failed = runs.filter((run) => !hasPassed(run));
  const parts = [
    headLines(suite),
    failed.slice(0, mostFailures).flatMap(failureLines),
    moreLines(failed.length - mostFailures, "failed runs"),
    comparisonsOf(runs).flatMap((figures) => [...codeBlock(comparisonText(figures)), ""]),
    tableLines(runs),
    [...new Set(runs.flatMap(warningsOf))].map((warning) => `- ${markdownText(warning)}`),
  ];
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n").trimEnd())
    .join("\n\n")}\n`;
}

function headLines(suite: SuiteResult): readonly string[] {
  const runs = runsOf(suite);
  const held = runs.filter(hasPassed).length;
  const isGood = held === runs.length && !suite.interrupted && notRun(suite).length === 0;
  const missing = notRun(suite);
  return [
    `## ${isGood ? "✔" : "✘"} Convoy: ${held} of ${runs.length} runs as expected`,
    "",
    `Evidence: ${markdownText(evidenceText(runs))}.`,
    ...(suite.interrupted ? ["", "Interrupted: what is here is partial."] : []),
    ...(missing.length === 0 ? [] : ["", `Not run: ${missing.map(markdownText).join(", ")}.`]),
    ...suite.skipped.map(
      ({ scenario, reason }) => `\nNot run: ${markdownText(scenario)}: ${markdownText(reason)}.`,
    ),
  ];
}

function failureLines(run: RunResult): readonly string[] {
  const again = run.setup?.replay ?? [];
  return [
    `### ✘ ${markdownText(run.name)}${run.setup === undefined ? "" : `, seed ${run.setup.seed}`}`,
    "",
    ...failuresOf(run).map((line) => `- ${markdownText(line)}`),
    "",
    ...codeBlock([...firstEvents(run), ...(again.length === 0 ? [] : [shellText(again)])]),
    "",
  ];
}

/** Folded away: what is not as expected stands above. */
function tableLines(runs: readonly RunResult[]): readonly string[] {
  if (runs.length === 0) return [];
  const showsSeed = new Set(runs.map(({ setup }) => setup?.seed)).size > 1;
  const ordered = [...runs.filter((run) => !hasPassed(run)), ...runs.filter(hasPassed)];
  return [
    `<details><summary>${runs.length === 1 ? "The run" : `All ${runs.length} runs`}</summary>`,
    "",
    ...markdownTable(
      header,
      align,
      ordered.slice(0, mostRows).map((run) => cellsOf(run, showsSeed)),
    ),
    ...moreLines(runs.length - mostRows, "runs: summary.csv has them").flatMap((line) => [
      "",
      line,
    ]),
    "",
    "</details>",
  ];
}

function cellsOf(run: RunResult, showsSeed: boolean): readonly string[] {
  const row = summaryRow(run);
  const seed = showsSeed && row.seed !== undefined ? ` #${row.seed}` : "";
  return [
    hasPassed(run) ? "✔" : "✘",
    markdownText(run.name + seed),
    run.verdict.verdict,
    figure(row.produce_events_per_s, 0),
    row.saturated ? "saturated" : milliseconds(row.e2e_p50_ms),
    row.saturated ? "" : milliseconds(row.e2e_p99_ms),
    figure(row.throttled_requests, 0),
    figure(row.cost_usd_per_million_events, 2),
    markdownText(anomaliesText(run)),
  ];
}

function moreLines(count: number, what: string): readonly string[] {
  return count > 0 ? [`And ${count} more ${what}.`] : [];
}
