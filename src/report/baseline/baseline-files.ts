/** A baseline: the CSV files of a results folder that are kept, so that a later run can be held against them. */
import type { SuiteResult } from "../../result/suite-result.ts";
import { keysCsv } from "../csv/keys-csv.ts";
import { statisticsCsv } from "../csv/statistics-csv.ts";
import { summaryCsv } from "../csv/summary-csv.ts";
import { timeseriesCsv } from "../csv/timeseries-csv.ts";
import { rowsByScenario } from "./rows-by-scenario.ts";

const renderers = {
  "summary.csv": summaryCsv,
  "timeseries.csv": timeseriesCsv,
  "keys.csv": keysCsv,
  "statistics.csv": statisticsCsv,
} as const;

export type BaselineFile = keyof typeof renderers;

/** In the order in which they are looked at: what summary.csv tells, the others need not. */
export const baselineFiles = Object.keys(renderers) as readonly BaselineFile[];

/** Text by file; a baseline need not have all but summary.csv. */
export type Baseline = ReadonlyMap<BaselineFile, string>;

export function baselineOf(suite: SuiteResult): Baseline {
  return new Map(baselineFiles.map((name) => [name, renderers[name](suite)]));
}

/** A baseline with the rows of these runs in place of what it had of their scenarios; what is new comes behind. */
export function updatedBaseline(before: Baseline, suite: SuiteResult): Baseline {
  return new Map(
    [...baselineOf(suite)].map(([name, text]) => {
      const old = rowsByScenario(before.get(name) ?? "");
      const { header, rows } = rowsByScenario(text);
      // Rows of another version have other columns.
      const kept = old.header === header ? [...old.rows] : [];
      const merged = new Map([...kept, ...rows]);
      return [name, withWindowsEnds(header + [...merged.values()].join(""))];
    }),
  );
}

/** Scenarios of a baseline whose rows cannot be kept beside new ones: another version wrote them, with other columns. */
export function unkept(before: Baseline, suite: SuiteResult): readonly string[] {
  const old = rowsByScenario(before.get("summary.csv") ?? "");
  const { header, rows } = rowsByScenario(baselineOf(suite).get("summary.csv") ?? "");
  return old.header === header ? [] : [...old.rows.keys()].filter((name) => !rows.has(name));
}

function withWindowsEnds(text: string): string {
  return text.replaceAll("\n", "\r\n");
}
