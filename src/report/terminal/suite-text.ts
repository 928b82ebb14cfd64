import { comparisonsOf } from "../../result/comparison-figures.ts";
import { failurePairsOf } from "../../result/failure-pairs.ts";
import { failuresOf } from "../../result/failures.ts";
import { notesOf, warningsOf } from "../../result/notes.ts";
import { overrideOptions, shellText } from "../../result/replay.ts";
import { assumptionsBehind, markOf } from "../../result/rests-on.ts";
import { hasPassed, type RunResult } from "../../result/run-result.ts";
import { notRun, runsOf, type SuiteResult } from "../../result/suite-result.ts";
import { type SummaryRow, summaryRow } from "../../result/summary-row.ts";
import { anomaliesText, evidenceText, figure, milliseconds } from "../run-words.ts";
import { againstText } from "./against-text.ts";
import { assumptionLines, shownFigures } from "./assumption-lines.ts";
import { comparisonText } from "./comparison-text.ts";
import { failuresText } from "./failures-text.ts";
import { type FittedTable, fittedTable } from "./fitted-table.ts";
import { painted } from "./painted.ts";
import { plain } from "./plain.ts";
import { seedsText } from "./seeds-text.ts";
import { sensitivityText } from "./sensitivity-text.ts";
import { verdictWord } from "./verdict-text.ts";
import { wrappedText } from "./wrapped.ts";

/** What is not in a result, since it differs from one time to the next. */
export interface Surroundings {
  /** What the runs took here. */
  readonly wallMs?: number;
  /** Where the files are. */
  readonly folder?: string;
  /** Characters in a line; absent: as many as it takes. */
  readonly columns?: number;
}

interface Shown {
  readonly run: RunResult;
  readonly row: SummaryRow;
  /** Whether there are runs with other seeds beside it. */
  readonly showsSeed: boolean;
}

const columnsOfRun: FittedTable<Shown>["columns"] = [
  { head: "scenario", align: "left", cell: scenarioCell },
  { head: "order", align: "left", cell: ({ run }) => verdictWord(run.verdict.verdict) },
  { head: "sent/s", align: "right", cell: ({ row }) => figure(row.produce_events_per_s, 0) },
  { head: "MB/s", align: "right", cell: ({ row }) => figure(row.produce_mb_per_s, 2), leaves: 2 },
  { head: "active", align: "right", cell: activeCell, leaves: 5 },
  { head: "put p50", align: "right", cell: ({ row }) => milliseconds(row.put_p50_ms), leaves: 1 },
  {
    head: "e2e p50",
    align: "right",
    cell: ({ row }) => (row.saturated ? "saturated" : milliseconds(row.e2e_p50_ms)),
  },
  {
    head: "e2e p99",
    align: "right",
    cell: ({ row }) => (row.saturated ? "" : milliseconds(row.e2e_p99_ms)),
    leaves: 6,
  },
  {
    head: "throttled",
    align: "right",
    cell: ({ row }) => figure(row.throttled_requests, 0),
    leaves: 4,
  },
  {
    head: "$/M",
    align: "right",
    cell: ({ row }) => figure(row.cost_usd_per_million_events, 2),
    leaves: 3,
  },
];

/** What stands over the columns of the runs. */
export const runHeads: readonly string[] = columnsOfRun.map(({ head }) => head);

/** With the letters of what the figures rest on, where it is said what they mean. */
const runTable = (hasMarks: boolean): FittedTable<Shown> => ({
  columns: [
    ...columnsOfRun,
    ...(hasMarks ? [{ head: "assumed", align: "left" as const, cell: assumedCell }] : []),
  ],
  remark: { head: "anomalies", text: ({ run }) => anomaliesText(run) },
});

/**
 * The report for the terminal: comparisons and pairs of the failure library first, then a row per run, what failed, what the figures are, and where they went. On lines of
 * a limited width, what these show has no row of its own.
 */
export function suiteText(suite: SuiteResult, surroundings: Surroundings): string {
  const runs = runsOf(suite);
  const { columns = Infinity } = surroundings;
  const isWide = columns === Infinity;
  const meanings = isWide ? assumptionLines(runs) : [];
  const comparisons = comparisonsOf(runs);
  const compared = new Set(columns < Infinity ? comparisons.map(({ name }) => name) : []);
  const pairs = failurePairsOf(runs);
  const sides = isWide ? [] : pairs.flatMap(({ breaks, holds }) => [...breaks, ...holds]);
  const paired = new Set(sides.map(({ name }) => name));
  const isTold = ({ name, setup }: RunResult): boolean =>
    !paired.has(name) && !compared.has(setup?.scenario.compared?.comparison ?? "");
  const told = runs.filter(isTold);
  const showsSeed = new Set(runs.map(({ setup }) => setup?.seed)).size > 1;
  const rows = told.map((run) => ({ run, row: summaryRow(run), showsSeed }));
  const parts = [
    ...comparisons.map((figures) => comparisonText(figures, { marks: isWide })),
    failuresText(pairs),
    rows.length === 0 ? [] : [fittedTable(runTable(meanings.length > 0), rows, columns)],
    meanings,
    seedsText(suite.scenarios, columns),
    ...runs.map(failureLines),
    [...new Set(runs.flatMap((run) => (isTold(run) ? notesOf(run) : warningsOf(run))))].flatMap(
      (note) => wrappedText(plain(note), columns, "  "),
    ),
    ...(suite.sensitivity ?? []).map(sensitivityText),
    closingLines(suite, surroundings),
    suite.modelled === undefined ? [] : [againstText(suite.scenarios, suite.modelled)],
  ];
  const texts = parts.filter((lines) => lines.length > 0).map((lines) => `${lines.join("\n")}\n`);
  return ["", ...texts].join("\n");
}

/** With what stands behind a scenario's name when its figures are not to be taken as they are. */
function scenarioCell({ run, row, showsSeed }: Shown): string {
  return [
    hasPassed(run) ? painted("green", "✔") : painted("red", "✘"),
    ` ${plain(row.scenario ?? "")}`,
    showsSeed && row.seed !== undefined ? ` #${row.seed}` : "",
    row.state === "complete" ? "" : ` (${row.state})`,
    row.client_bound === true ? " (client-bound)" : "",
    row.caveats === undefined ? "" : " *",
  ].join("");
}

/** Of how many that were started, where that is known. */
function activeCell({ row }: Shown): string {
  const { consumers_active_max: active, consumers } = row;
  // A consumer with several threads, or several trucks at once, is as many at work.
  const by = active !== undefined && consumers !== undefined && active > consumers ? " in " : "/";
  return [active, consumers].filter((count) => count !== undefined).join(by);
}

function assumedCell({ run }: Shown): string {
  return assumptionsBehind(run, shownFigures)
    .map(({ name }) => markOf(name))
    .join("");
}

function failureLines(run: RunResult): readonly string[] {
  const failures = failuresOf(run);
  if (failures.length === 0) return [];
  const { name, setup } = run;
  return [
    `${painted("red", "✘")} ${plain(name)}${setup === undefined ? "" : `, seed ${setup.seed}`}`,
    ...failures.map((failure) => `    ${plain(failure)}`),
    ...(setup === undefined ? [] : [`    again: ${shellText(setup.replay)}`]),
  ];
}

function closingLines(suite: SuiteResult, { wallMs, folder }: Surroundings): readonly string[] {
  const runs = runsOf(suite);
  const held = runs.filter(hasPassed).length;
  const serviceS = runs.reduce((sum, { durationMs }) => sum + durationMs, 0) / 1000;
  const inWall =
    wallMs === undefined
      ? ""
      : ` in ${(wallMs / 1000).toFixed(1)} s (${(serviceS / (wallMs / 1000)).toFixed(0)}x)`;
  const missing = notRun(suite).length;
  const notBegun = missing === 1 ? "1 scenario was" : `${missing} scenarios were`;
  const partial = suite.interrupted ? ` (interrupted: partial; ${notBegun} not begun)` : "";
  return [
    `${held} of ${runs.length} runs as expected · ${serviceS.toFixed(0)} s of service time${inWall}`,
    `evidence: ${evidenceText(runs)}`,
    ...latencyLines(runs),
    ...changeLines(runs),
    ...(folder === undefined ? [] : [`results: ${folder}${partial}`]),
  ];
}

/** What the command line changed in the scenarios. */
function changeLines(runs: readonly RunResult[]): readonly string[] {
  const options = new Set(runs.flatMap(({ setup }) => overrideOptions(setup?.overrides ?? [])));
  return options.size === 0 ? [] : [`changed: ${[...options].join(" ")}`];
}

function latencyLines(runs: readonly RunResult[]): readonly string[] {
  const lines = runs.flatMap(({ setup }) => {
    const latency = setup?.target.latency;
    return latency === undefined ? [] : [`latency: ${latency.name}: ${latency.source}`];
  });
  return [...new Set(lines)];
}
