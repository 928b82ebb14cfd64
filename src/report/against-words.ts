/** Measured beside modelled in words and figures, the same in every report. */
import { againstWord, type ComparedColumn, type ComparedRun } from "../result/compare.ts";
import { cellText } from "./change-words.ts";

export const againstHead = ["column", "measured", "modelled", "difference", "relative"] as const;

export const caveatNote = "* says little of AWS: the target does otherwise what it depends on";

/** Where it was measured, and which model stands beside it. */
export function placesText(runs: readonly ComparedRun[]): string {
  return [...new Set(runs.map(placesOf))].join(", ");
}

function placesOf({ measured, modelled }: ComparedRun): string {
  const latency = modelled.setup?.target.latency?.name ?? "its default latency";
  return `${measured.setup?.target.label}, beside the embedded model with ${latency}`;
}

/** Which run, and whether the client was too slow for it. */
export function runText({ measured }: ComparedRun): string {
  const isBound = measured.clientLoad?.isBound === true;
  return `${measured.name}, seed ${measured.setup?.seed}${isBound ? " (client-bound: this client was slower than the target)" : ""}`;
}

export function hasCaveats({ columns }: ComparedRun): boolean {
  return columns.some(({ caveats }) => caveats.length > 0);
}

export function againstCells(compared: ComparedColumn): readonly string[] {
  const { column, before, after, ratio, caveats } = compared;
  const difference = againstWord(compared);
  return [
    `${column}${caveats.length === 0 ? "" : " *"}`,
    cellText(after),
    cellText(before),
    typeof difference === "number" ? signed(difference) : difference,
    ratio === undefined ? "" : `${signed(Number(((ratio - 1) * 100).toFixed(1)))} %`,
  ];
}

function signed(value: number): string {
  return value > 0 ? `+${value}` : String(value);
}
