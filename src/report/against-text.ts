import type { TargetAddress } from "../targets/target.ts";
import type { ComparedColumn, ComparedRun } from "./against.ts";
import type { Cell } from "./csv.ts";
import { table } from "./table.ts";

const header = ["column", "measured", "modelled", "difference", "relative"];
const align = ["left", "right", "right", "right", "right"] as const;

/** A table per run for the terminal: measured on the target, modelled, and how far they are apart. */
export function againstText(
  runs: readonly ComparedRun[],
  { target, model }: { readonly target: TargetAddress; readonly model: TargetAddress },
): string {
  const latency = model.latency === undefined ? "its default latency" : model.latency.name;
  return [
    `Measured on ${target.label}, beside the embedded model with ${latency}: difference = measured - modelled`,
    ...runs.flatMap((run) => ["", ...runLines(run)]),
    "",
  ].join("\n");
}

function runLines({ measured, columns }: ComparedRun): readonly string[] {
  const { scenario, seed } = measured.summary;
  const isMarked = columns.some(({ caveats }) => caveats.length > 0);
  const isBound = measured.summary.client_bound === true;
  return [
    `${scenario}, seed ${seed}${isBound ? " (client-bound: this client was slower than the target)" : ""}`,
    table(header, columns.map(columnCells), align),
    ...(isMarked ? ["* says little of AWS: the target does otherwise what it depends on"] : []),
  ];
}

function columnCells(compared: ComparedColumn): readonly string[] {
  const { column, measured, modelled, difference, ratio, caveats } = compared;
  return [
    `${column}${caveats.length === 0 ? "" : " *"}`,
    cell(measured),
    cell(modelled),
    typeof difference === "number" ? signed(difference) : difference,
    ratio === undefined ? "" : `${signed(Number(((ratio - 1) * 100).toFixed(1)))} %`,
  ];
}

function cell(value: Cell): string {
  return value === "" ? "-" : String(value);
}

function signed(value: number): string {
  return value > 0 ? `+${value}` : String(value);
}
