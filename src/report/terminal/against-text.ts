import { type ComparedRun, compareRuns } from "../../result/compare.ts";
import type { ScenarioResult } from "../../result/suite-result.ts";
import {
  againstCells,
  againstHead,
  caveatNote,
  hasCaveats,
  placesText,
  runText,
} from "../against-words.ts";
import { table } from "./table.ts";

const align = ["left", "right", "right", "right", "right"] as const;

/** A table per run for the terminal: measured on the target, modelled, and how far they are apart. */
export function againstText(
  measured: readonly ScenarioResult[],
  modelled: readonly ScenarioResult[],
): string {
  const runs = compareRuns(measured, modelled);
  return [
    `Measured on ${placesText(runs)}: difference = measured - modelled`,
    ...runs.flatMap((run) => ["", ...runLines(run)]),
    "",
  ].join("\n");
}

function runLines(run: ComparedRun): readonly string[] {
  return [
    runText(run),
    table(againstHead, run.columns.map(againstCells), align),
    ...(hasCaveats(run) ? [caveatNote] : []),
  ];
}
