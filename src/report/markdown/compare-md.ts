import type { Change } from "../../result/compare-repeats.ts";
import {
  hasChanged,
  type ScenarioComparison,
  type SidesComparison,
} from "../../result/compare-sides.ts";
import {
  cellText,
  changedText,
  columnText,
  howMuchText,
  noiseNote,
  unlikeText,
} from "../change-words.ts";
import { markdownTable, markdownText } from "./markdown-text.ts";

/** A comment on a pull request may have 65,536 characters. */
const mostRows = 250;

/** What changed from A to B, for a pull request. */
export function compareMarkdown(comparison: SidesComparison): string {
  const { before, after, unlike, scenarios, onlyBefore, onlyAfter } = comparison;
  const changed = scenarios.filter(hasChanged);
  let left = mostRows;
  const parts = scenarios
    .filter(({ columns, asked }) => columns.length > 0 || asked.length > 0)
    .map((one) => {
      const lines = scenarioLines(one, left);
      left = Math.max(0, left - one.columns.length);
      return lines;
    });
  const same = scenarios.filter((one) => !hasChanged(one) && one.columns.length === 0);
  const isNoisy = scenarios.some(({ way }) => way === "repeats");
  return `${[
    [
      `## Convoy: ${changedText(comparison, changed.length)}`,
      "",
      `A: ${markdownText(before.name)}, B: ${markdownText(after.name)}`,
    ],
    unlike.map((one) => {
      const text = markdownText(unlikeText(one));
      return one.matters ? `> **${text}**` : `> ${text}`;
    }),
    ...parts,
    listed(
      "The same",
      same.map(({ scenario }) => scenario),
    ),
    listed("Only in A", onlyBefore),
    listed("Only in B", onlyAfter),
    isNoisy ? [noiseNote] : [],
  ]
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

function listed(label: string, names: readonly string[]): readonly string[] {
  return names.length === 0 ? [] : [`${label}: ${names.map(markdownText).join(", ")}`];
}

function scenarioLines(one: ScenarioComparison, room: number): readonly string[] {
  const { scenario, asked, columns, same } = one;
  const rows = columns.slice(0, room).map(cellsOf);
  const head = `### ${markdownText(scenario)}`;
  if (rows.length === 0 && columns.length > 0) return [`${head}: ${columns.length} columns`];
  return [
    head,
    "",
    ...asked.flatMap((line) => [`Asked: ${markdownText(line)}`, ""]),
    ...(rows.length === 0
      ? []
      : [
          ...markdownTable(
            ["column", "A", "B", "change", ""],
            ["left", "right", "right", "right", "left"],
            rows,
          ),
          "",
        ]),
    ...(columns.length > rows.length ? [`And ${columns.length - rows.length} more columns.`] : []),
    `${same} other figures are the same.`,
  ];
}

function cellsOf(change: Change): readonly string[] {
  return [
    columnText(change),
    cellText(change.before),
    cellText(change.after),
    howMuchText(change),
    change.isChange && change.word !== "" ? `**${change.word}**` : change.word,
  ].map((cell, at) => (at === 4 ? cell : markdownText(cell)));
}
