import { printable } from "../../printable.ts";
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
  differenceText,
  noiseNote,
  ratioText,
  unlikeText,
} from "../change-words.ts";
import { escaped } from "./page/html.ts";

const style = `
:root { color-scheme: light dark; --line: #8886; --loud: #b00020; }
@media (prefers-color-scheme: dark) { :root { --loud: #ff8a80; } }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 70rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; overflow-wrap: anywhere; }
.loud { color: var(--loud); font-weight: 600; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: 0.2rem 0.7rem; border-bottom: 1px solid var(--line); text-align: right; }
th:first-child, td:first-child, td:last-child { text-align: left; }
td { overflow-wrap: anywhere; }
@media print { details { display: block; } }`;

/** What changed from A to B as one self-contained page, the changed scenarios first. */
export function compareHtml(comparison: SidesComparison): string {
  const { before, after, unlike, scenarios, onlyBefore, onlyAfter } = comparison;
  const changed = scenarios.filter(hasChanged);
  const told = scenarios.filter((one) => hasChanged(one) || one.columns.length > 0);
  const same = scenarios.filter((one) => !told.includes(one)).map(({ scenario }) => scenario);
  const isNoisy = scenarios.some(({ way }) => way === "repeats");
  const head = changedText(comparison, changed.length);
  return [
    "<!doctype html>",
    '<html lang="en">',
    '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>Convoy: ${text(head)}</title>`,
    `<style>${style}\n</style></head>`,
    "<body><main>",
    `<h1>Convoy: ${text(head)}</h1>`,
    `<p>A: ${text(before.name)}<br>B: ${text(after.name)}</p>`,
    ...unlike.map((one) => `<p${one.matters ? ' class="loud"' : ""}>${text(unlikeText(one))}</p>`),
    ...told.flatMap(sectionLines),
    ...listed("The same", same),
    ...listed("Only in A", onlyBefore),
    ...listed("Only in B", onlyAfter),
    ...(isNoisy ? [`<p>${text(noiseNote)}</p>`] : []),
    "</main></body></html>",
    "",
  ].join("\n");
}

function listed(label: string, names: readonly string[]): readonly string[] {
  return names.length === 0 ? [] : [`<p>${label}: ${names.map(text).join(", ")}</p>`];
}

function sectionLines(one: ScenarioComparison): readonly string[] {
  const { scenario, asked, columns, same, way, runs } = one;
  return [
    "<section>",
    `<h2>${text(scenario)}</h2>`,
    ...(way === "repeats" ? [`<p>Repeats: ${runs[0]} of A, ${runs[1]} of B.</p>`] : []),
    ...asked.map((line) => `<p>Asked: ${text(line)}</p>`),
    ...(columns.length === 0 ? [] : tableLines(scenario, columns)),
    `<p>${same} other figures are the same.</p>`,
    "</section>",
  ];
}

/** It can be scrolled by keyboard where it is wider than the page. */
function tableLines(scenario: string, columns: readonly Change[]): readonly string[] {
  const heads = ["column", "A", "B", "difference", "B by A", ""];
  return [
    `<div class="wide" role="region" tabindex="0" aria-label="What changed in ${text(scenario)}"><table>`,
    `<thead><tr>${heads.map((head) => (head === "" ? "<td></td>" : `<th scope="col">${head}</th>`)).join("")}</tr></thead>`,
    "<tbody>",
    ...columns.map(rowLine),
    "</tbody></table></div>",
  ];
}

function rowLine(change: Change): string {
  const cells = [
    cellText(change.before),
    cellText(change.after),
    differenceText(change),
    ratioText(change),
    change.word,
  ];
  return `<tr><th scope="row">${text(columnText(change))}</th>${cells.map((cell) => `<td>${text(cell)}</td>`).join("")}</tr>`;
}

function text(value: string): string {
  return escaped(printable(value));
}
