import { type Change, changeOf } from "../../result/compare-repeats.ts";
/** Runs held against a baseline: what is otherwise, by scenario, the worst first. */
import { differentColumns, type Row } from "../../result/compare.ts";
import { failuresOf } from "../../result/failures.ts";
import { summaryOf } from "../../result/read-summary.ts";
import { hasPassed, type RunResult } from "../../result/run-result.ts";
import type { ScenarioResult, SuiteResult } from "../../result/suite-result.ts";
import { type SummaryColumn, summaryColumns, summaryRow } from "../../result/summary-row.ts";
import { anomaliesText } from "../run-words.ts";
import { type Baseline, baselineOf } from "./baseline-files.ts";
import { firstDifference } from "./first-difference.ts";
import { rowsByScenario, type ScenarioRows } from "./rows-by-scenario.ts";

/** Worst first. */
export const findingKinds = [
  "order-lost",
  "not-as-expected",
  "moved",
  "details-moved",
  "new",
  "gone",
] as const;

/** One scenario that is not as in the baseline. */
export interface Finding {
  readonly kind: (typeof findingKinds)[number];
  readonly scenario: string;
  /** In a sentence without its end. */
  readonly says: string;
  /** What moved in summary.csv. */
  readonly changes: readonly Change[];
  /** What else there is to say of it. */
  readonly details: readonly string[];
  /** The run to look at. */
  readonly run?: RunResult;
}

export interface Judged {
  readonly findings: readonly Finding[];
  /** How many scenarios were held against it. */
  readonly checked: number;
  /** Columns of summary.csv that the baseline does not have. */
  readonly newColumns: readonly SummaryColumn[];
}

/** `isWhole`: the runs are all that the baseline is to have. */
export function judgeBaseline(
  baseline: Baseline,
  suite: SuiteResult,
  { shown, isWhole }: { readonly shown: string; readonly isWhole: boolean },
): Judged {
  const { columns, rows } = summaryOf(baseline.get("summary.csv") ?? "", shown);
  const now = baselineOf(suite);
  const files = [...baseline].map(([name, text]) => ({
    name,
    before: rowsByScenario(text),
    after: rowsByScenario(now.get(name) ?? ""),
  }));
  const findings = suite.scenarios.flatMap((one) => {
    const before = rows.filter(({ scenario }) => scenario === one.scenario);
    const finding = judgeScenario(one, before, columns, files);
    return finding === undefined ? [] : [finding];
  });
  const chosen = new Set(suite.scenarios.map(({ scenario }) => scenario));
  const names = new Set(rows.map(({ scenario }) => String(scenario)));
  const gone = [...names].filter((name) => isWhole && !chosen.has(name)).map(goneFinding);
  const all = [...findings, ...gone];
  return {
    findings: findingKinds.flatMap((kind) => all.filter((one) => one.kind === kind)),
    checked: suite.scenarios.length,
    newColumns: summaryColumns.filter((name) => !columns.includes(name)),
  };
}

interface FileRows {
  readonly name: string;
  readonly before: ScenarioRows;
  readonly after: ScenarioRows;
}

/** What the runs of a scenario show beside its rows of the baseline. */
interface Seen {
  readonly changes: readonly Change[];
  readonly details: readonly string[];
  /** First runs that lost the order, did not come out as expected, or have other figures. */
  readonly lost?: RunResult | undefined;
  readonly failed?: RunResult | undefined;
  readonly moved?: RunResult | undefined;
}

function judgeScenario(
  { scenario, runs }: ScenarioResult,
  before: readonly Row[],
  columns: readonly SummaryColumn[],
  files: readonly FileRows[],
): Finding | undefined {
  const { lost, failed, moved, changes, details } = seenOf(runs, before, columns);
  const failures = failed === undefined ? [] : failuresOf(failed);
  const run = lost ?? failed ?? moved ?? runs[0];
  const rest = { scenario, changes, ...(run && { run }) };
  if (before.length === 0) {
    const says = "is not in the baseline: --update adds it";
    return { ...rest, kind: "new", says, details: failures };
  }
  if (lost !== undefined) {
    const { verdict, brokenKeys } = lost;
    const found = anomaliesText(lost);
    const says = `ORDER LOST: verdict valid -> ${verdict.verdict}${found === "" ? "" : ` (${found})`}`;
    // The first truck that broke says more.
    const reasons = brokenKeys.length === 0 ? verdict.reasons : [];
    return { ...rest, kind: "order-lost", says, details: [...reasons, ...details] };
  }
  if (failed !== undefined) {
    const says = `NOT AS EXPECTED: ${failures[0] ?? "it did not run to its end"}`;
    return { ...rest, kind: "not-as-expected", says, details: [...failures.slice(1), ...details] };
  }
  if (changes.length > 0)
    return { ...rest, kind: "moved", says: movedText(changes.length), details };
  // With other seeds than the baseline's there are other rows.
  const isAll = details.length === 0 && runs.length === before.length;
  const more = [...details, ...(isAll ? detailsMoved(scenario, files) : [])];
  if (more.length === 0) return undefined;
  const says = "moved, though its figures of summary.csv are the same";
  return { ...rest, kind: "details-moved", says, details: more };
}

function seenOf(
  runs: readonly RunResult[],
  before: readonly Row[],
  columns: readonly SummaryColumn[],
): Seen {
  const changes: Change[] = [];
  const details: string[] = [];
  let lost: RunResult | undefined;
  let moved: RunResult | undefined;
  for (const run of runs) {
    const seed = run.setup?.seed;
    const row = before.find((one) => one.seed === seed);
    if (row === undefined) {
      details.push(`seed ${seed} is not in the baseline: --update adds it`);
      continue;
    }
    const told = differentColumns(row, summaryRow(run), columns);
    changes.push(...told.map((one) => changeOf(one, runs.length > 1 ? seed : undefined)));
    if (told.length > 0) moved ??= run;
    if (row.verdict === "valid" && run.verdict.verdict !== "valid") lost ??= run;
  }
  const failed = runs.find((run) => !hasPassed(run));
  return { changes, details, lost, failed, moved };
}

function movedText(count: number): string {
  return count === 1 ? "1 figure moved" : `${count} figures moved`;
}

function detailsMoved(scenario: string, files: readonly FileRows[]): readonly string[] {
  return files.flatMap(
    ({ name, before, after }) =>
      firstDifference(
        name,
        { header: before.header, rows: before.rows.get(scenario) ?? "" },
        { header: after.header, rows: after.rows.get(scenario) ?? "" },
      ) ?? [],
  );
}

function goneFinding(scenario: string): Finding {
  const says = "is in the baseline and is no scenario any more: --update removes it";
  return { kind: "gone", scenario, says, changes: [], details: [] };
}
