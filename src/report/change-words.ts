/** Changes of figures in words, the same in every report. */
import type { Cell } from "../result/column.ts";
import type { Change } from "../result/compare-repeats.ts";
import type { SidesComparison, Unlike } from "../result/compare-sides.ts";
import type { Interval } from "../result/noise.ts";

export function columnText({ column, seed }: Change): string {
  return seed === undefined || column === "seed" ? column : `${column} #${seed}`;
}

export function cellText(cell: Cell): string {
  return cell === undefined ? "-" : String(cell);
}

/** `+3.2`; of words nothing. */
export function differenceText({ difference }: Change): string {
  if (difference === undefined) return "";
  if (typeof difference === "number") return signed(difference, 4);
  return `${signed(difference.value)}${rangeText(difference)}`;
}

/** `+4.1 %`, of much more `x12.3`; `x1.04 [0.99, 1.10]` where it is noisy. */
export function ratioText({ ratio, word }: Change): string {
  if (ratio === undefined) return "";
  if (word !== "") return `x${ratio.value.toFixed(2)}${rangeText(ratio)}`;
  if (ratio.value >= 10) return `x${ratio.value.toFixed(1)}`;
  return `${signed((ratio.value - 1) * 100, 1)} %`;
}

/** Difference or ratio, whichever the change has; a ratio before a difference. */
export function howMuchText(change: Change): string {
  return ratioText(change) || differenceText(change);
}

function rangeText({ low, high }: Interval): string {
  if (low === undefined || high === undefined) return "";
  return ` [${low.toFixed(2)}, ${high.toFixed(2)}]`;
}

export function signed(value: number, decimals = 2): string {
  const text = String(Number(value.toFixed(decimals)));
  return value > 0 ? `+${text}` : text;
}

/** What is not the same about two sides, loud where figures depend on it. */
export function unlikeText({ what, before, after, matters }: Unlike): string {
  const text = `${what}: ${before} | ${after}`;
  return matters ? `NOT ALIKE: ${text}` : `${text} (modelled figures do not depend on it)`;
}

/** `3 of 54 scenarios changed`. */
export function changedText(
  { scenarios, onlyBefore, onlyAfter }: SidesComparison,
  changed: number,
): string {
  const besides = [
    ...(onlyBefore.length === 0 ? [] : [`${onlyBefore.length} only in A`]),
    ...(onlyAfter.length === 0 ? [] : [`${onlyAfter.length} only in B`]),
  ];
  if (scenarios.length === 0) return ["no scenario in common", ...besides].join("; ");
  const noun = scenarios.length === 1 ? "scenario" : "scenarios";
  const head = changed === 0 ? "nothing changed in" : `${changed} of`;
  const tail = changed === 0 ? "" : " changed";
  return [`${head} ${scenarios.length} ${noun}${tail}`, ...besides].join("; ");
}

/** What a comparison by repeats rests on. */
export const noiseNote =
  "Figures in real time are noisy: ratios of geometric means with intervals that hold for all figures at once (99 %), called faster or slower only beyond 5 %, and from 3 repeats a side.";
