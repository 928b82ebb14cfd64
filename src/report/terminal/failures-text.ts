import { cureOf, type FailurePair, type FailureSide } from "../../result/failure-pairs.ts";
import { whole } from "../whole.ts";

const labelWidth = 34;
const cells = [
  { head: "events/s", width: 11, cell: ({ figures }: FailureSide) => whole(figures.eventsPerS) },
  { head: "e2e p99, ms", width: 13, cell: ({ figures }: FailureSide) => whole(figures.e2eP99Ms) },
  { head: "at work", width: 8, cell: ({ figures }: FailureSide) => whole(figures.active) },
  {
    head: "$/M",
    width: 12,
    cell: ({ figures }: FailureSide) => figures.costUsdPerMillion?.toFixed(2) ?? "-",
  },
] as const;

/**
 * The failure library as one table, 80 characters wide: what happens and what it leads to, and under it each cure with what it costs:
 * the figure of the design that breaks, and of the one that holds.
 */
export function failuresText(pairs: readonly FailurePair[]): readonly string[] {
  if (pairs.length === 0) return [];
  return [
    "what happens".padEnd(labelWidth) + "anomaly".padStart(9),
    "  cure".padEnd(labelWidth) + cells.map(({ head, width }) => head.padStart(width)).join(""),
    ...pairs.flatMap(pairLines),
  ];
}

function pairLines({ what, breaks, holds }: FailurePair): readonly string[] {
  const [first] = breaks;
  return [
    ...breaks.map((side) => {
      const label = side === first ? what : `  or ${variantOf(side.name, what)}`;
      return wrapped(`${label.padEnd(labelWidth - 1)} ${side.found}`);
    }),
    ...holds.map((side) => cureLine(side, first!)),
  ];
}

function cureLine(side: FailureSide, before: FailureSide): string {
  const cure = `  ${cureOf(side)}`;
  const figures = cells
    .map(({ cell, width }) => change(cell(before), cell(side)).padStart(width))
    .join("");
  const wrong = side.found === "none" ? "" : ` (${side.found})`;
  const label = `${cure}${wrong}`;
  return label.length < labelWidth
    ? label.padEnd(labelWidth) + figures
    : `${label}\n${" ".repeat(labelWidth)}${figures}`;
}

const widest = 80;

/** At commas, under the beginning of what was found. */
function wrapped(text: string): string {
  if (text.length <= widest) return text;
  const at = text.lastIndexOf(", ", widest - 1) + 1;
  if (at <= labelWidth) return text;
  return `${text.slice(0, at)}\n${wrapped(" ".repeat(labelWidth) + text.slice(at + 1))}`;
}

/** What stands behind `-breaks` or `-holds`. */
function variantOf(name: string, what: string): string {
  return name
    .slice(what.length + 1)
    .replace(/^(breaks|holds)-/, "")
    .replaceAll("-", " ");
}

function change(before: string, after: string): string {
  return before === after ? before : `${before}>${after}`;
}
