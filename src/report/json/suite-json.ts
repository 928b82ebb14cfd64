import { againstWord, type ComparedColumn, compareRuns } from "../../result/compare.ts";
import type { RunResult } from "../../result/run-result.ts";
import { runsOf, type SuiteResult } from "../../result/suite-result.ts";
import { summaryRow } from "../../result/summary-row.ts";

/**
 * The rows of summary.csv as JSON, an empty text where a column does not apply. With runs of the model beside: `{ summary, against }`,
 * the rows of both sides and those of against.csv. With something that may be left on the target: `{ summary, left }`;
 * with what the conclusions rest on: `{ summary, sensitivity }`.
 */
export function suiteJson(suite: SuiteResult, left: readonly object[] = []): string {
  const { scenarios, modelled, sensitivity } = suite;
  const rows = runsOf(suite).map(rowOf);
  const besides = {
    ...(sensitivity && { sensitivity }),
    ...(left.length > 0 && { left }),
  };
  if (modelled === undefined) {
    const isAlone = Object.keys(besides).length === 0;
    return JSON.stringify(isAlone ? rows : { summary: rows, ...besides }, undefined, 2);
  }
  const twins = modelled.flatMap(({ runs }) => runs).map(rowOf);
  const against = compareRuns(scenarios, modelled).flatMap(({ measured, columns }) =>
    columns.map((compared) => comparedRow(measured, compared)),
  );
  return JSON.stringify({ summary: [...rows, ...twins], against, ...besides }, undefined, 2);
}

function rowOf(run: RunResult): object {
  return filled(summaryRow(run));
}

function comparedRow({ name, setup }: RunResult, compared: ComparedColumn): object {
  const { column, before, after, ratio, caveats } = compared;
  return filled({
    scenario: name,
    seed: setup?.seed,
    column,
    measured: after,
    modelled: before,
    difference: againstWord(compared),
    ratio,
    caveats: caveats.join(" "),
  });
}

function filled(row: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, cell ?? ""]));
}
