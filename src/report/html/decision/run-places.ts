/** Where on the page, and on which line of summary.csv, a run is: what every figure can be traced to. */
import type { RunResult } from "../../../result/run-result.ts";
import { html, type Html, type Part } from "../page/html.ts";

export interface RunPlaces {
  /** A figure of a run, as a link to the run's row. */
  readonly linked: (run: RunResult | undefined, figure: Part) => Part;
  readonly anchor: (run: RunResult) => string;
  /** `summary.csv, line 12`. */
  readonly line: (run: RunResult) => Html;
}

/** Rows that the page has of runs; summary.csv has the others too. */
export const mostListed = 500;

export function runPlaces(runs: readonly RunResult[]): RunPlaces {
  const index = new Map(runs.map((run, at) => [run, at]));
  const at = (run: RunResult): number => index.get(run) ?? 0;
  const anchor = (run: RunResult): string => `run-${at(run) + 1}`;
  return {
    anchor,
    linked: (run, figure) =>
      run === undefined || figure === "–" || at(run) >= mostListed
        ? figure
        : html`<a href="#${anchor(run)}" title="${run.name}">${figure}</a>`,
    // After the line of names.
    line: (run) => html`<a href="summary.csv">summary.csv</a>, line ${at(run) + 2}`,
  };
}
