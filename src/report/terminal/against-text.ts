import type { Cell } from "../../result/column.ts";
import {
  againstWord,
  type ComparedColumn,
  type ComparedRun,
  compareRuns,
} from "../../result/compare.ts";
import type { ScenarioResult } from "../../result/suite-result.ts";
import { table } from "./table.ts";

const header = ["column", "measured", "modelled", "difference", "relative"];
const align = ["left", "right", "right", "right", "right"] as const;

/** A table per run for the terminal: measured on the target, modelled, and how far they are apart. */
export function againstText(
  measured: readonly ScenarioResult[],
  modelled: readonly ScenarioResult[],
): string {
  const runs = compareRuns(measured, modelled);
  const places = new Set(runs.map(placesOf));
  return [
    `Measured on ${[...places].join(", ")}: difference = measured - modelled`,
    ...runs.flatMap((run) => ["", ...runLines(run)]),
    "",
  ].join("\n");
}

function placesOf({ measured, modelled }: ComparedRun): string {
  const latency = modelled.setup?.target.latency?.name ?? "its default latency";
  return `${measured.setup?.target.label}, beside the embedded model with ${latency}`;
}

function runLines({ measured, columns }: ComparedRun): readonly string[] {
  const isMarked = columns.some(({ caveats }) => caveats.length > 0);
  const isBound = measured.clientLoad?.isBound === true;
  return [
    `${measured.name}, seed ${measured.setup?.seed}${isBound ? " (client-bound: this client was slower than the target)" : ""}`,
    table(header, columns.map(columnCells), align),
    ...(isMarked ? ["* says little of AWS: the target does otherwise what it depends on"] : []),
  ];
}

function columnCells(compared: ComparedColumn): readonly string[] {
  const { column, before, after, ratio, caveats } = compared;
  const difference = againstWord(compared);
  return [
    `${column}${caveats.length === 0 ? "" : " *"}`,
    cell(after),
    cell(before),
    typeof difference === "number" ? signed(difference) : difference,
    ratio === undefined ? "" : `${signed(Number(((ratio - 1) * 100).toFixed(1)))} %`,
  ];
}

function cell(value: Cell): string {
  return value === undefined ? "-" : String(value);
}

function signed(value: number): string {
  return value > 0 ? `+${value}` : String(value);
}
