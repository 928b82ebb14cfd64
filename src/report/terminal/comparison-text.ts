import { counted } from "../../counted.ts";
import { adviceOn } from "../../result/comparison-advice.ts";
import type {
  ComparisonFigures,
  DesignFigures,
  RestingFigure,
} from "../../result/comparison-figures.ts";
import { markOf } from "../../result/rests-on.ts";
import { familiesOf } from "../../result/short-names.ts";
import { whole } from "../whole.ts";
import { wrappedText } from "./wrapped.ts";

const widest = 80;
const labelWidth = 16;
const leastCell = 7;

/** A row: what it is, what stands in it for each design. */
interface Row {
  readonly label: string;
  readonly cell: (design: DesignFigures) => string;
  /** Whose assumptions stand behind it; absent: it rests on none. */
  readonly rests?: RestingFigure;
}

const rowsOf = ({ lateS }: ComparisonFigures): readonly Row[] => [
  {
    label: "order per truck",
    cell: ({ order }) => (order === "lost" ? "LOST" : order),
    rests: "order",
  },
  {
    label: "e2e p50, ms",
    cell: ({ isBehind, e2eP50Ms }) => latency(isBehind, e2eP50Ms),
    rests: "e2eP50Ms",
  },
  {
    label: "e2e p99, ms",
    cell: ({ isBehind, e2eP99Ms }) => latency(isBehind, e2eP99Ms),
    rests: "e2eP99Ms",
  },
  {
    label: `catch up ${lateS ?? 0} s: s`.slice(0, labelWidth),
    cell: ({ drainS }) => whole(drainS),
    rests: "drainS",
  },
  {
    label: "at work/said",
    cell: ({ consumersActive, said }) => beside(whole(consumersActive), whole(said.consumers)),
    rests: "consumersActive",
  },
  { label: "events/s, said", cell: ({ said }) => whole(said.eventsPerS) },
  { label: "  written", cell: ({ ceilingPerS }) => whole(ceilingPerS), rests: "ceilingPerS" },
  { label: "  kept up with", cell: ({ keptUpPerS }) => whole(keptUpPerS), rests: "keptUpPerS" },
  {
    label: "MB/s, 8 KiB/said",
    cell: ({ ceilingMbPerS, said }) => beside(tenths(ceilingMbPerS), whole(said.mbPerS)),
    rests: "ceilingMbPerS",
  },
  { label: "read again", cell: ({ replay }) => replay ?? "-" },
  { label: "$ per million", cell: ({ costUsdPerMillion }) => cents(costUsdPerMillion) },
];

/**
 * The designs of a comparison side by side, and when to choose which; at most 80 characters wide and, as a rule, 25 lines long. With
 * marks it is as wide as it takes: each figure has the letters of the assumptions behind it, which `assumptionLines` explain.
 */
export function comparisonText(
  figures: ComparisonFigures,
  { marks = false }: { readonly marks?: boolean } = {},
): readonly string[] {
  const { trucks, eventsPerS, busyPerS, handlerMs, consumers, designs, evidence } = figures;
  const most = Math.floor((widest - labelWidth) / (leastCell + 1));
  const shown = marks ? designs : designs.slice(0, most);
  const table = rowsOf(figures)
    .map((row) => ({ ...row, cells: shown.map((design) => cellText(row, design, marks)) }))
    .filter(({ cells }) => cells.some((cell) => cell !== "-"));
  const cellWidth = marks
    ? Math.max(...table.flatMap(({ cells }) => cells.map((cell) => cell.length)))
    : Math.min(26, Math.floor((widest - labelWidth) / shown.length) - 1);
  const line = (label: string, cells: readonly string[]): string =>
    `${label.padEnd(labelWidth)}${cells.map((cell) => ` ${cell.padStart(cellWidth)}`).join("")}`.trimEnd();
  return [
    `${counted(trucks, "truck")}, ${Math.round(eventsPerS)} events/s${busyPerS > eventsPerS ? `, up to ${Math.round(busyPerS)}` : ""}, handler ${handlerMs} ms, ${counted(consumers, "consumer")} (${evidence})`,
    ...headLines(
      shown.map(({ design }) => design),
      cellWidth,
    ),
    ...table.map(({ label, cells }) => line(label, cells)),
    ...(shown.length < designs.length
      ? [`and ${counted(designs.length - shown.length, "more design")}`]
      : []),
    ...adviceOn(figures).flatMap((sentence) => paragraph(sentence)),
  ];
}

/** A figure, with the letters of what it rests on. */
function cellText({ cell, rests }: Row, design: DesignFigures, marks: boolean): string {
  const text = cell(design);
  const names = marks && rests !== undefined && text !== "-" ? design.restsOn[rests] : [];
  return names.length === 0 ? text : `${text} ${names.map(markOf).join("")}`;
}

/** The name of each family over its columns, and under it what the variants add. */
function headLines(names: readonly string[], cellWidth: number): readonly string[] {
  let bases = " ".repeat(labelWidth);
  let variants = bases;
  for (const { base, variants: added } of familiesOf(names)) {
    const width = added.length * (cellWidth + 1);
    const isAlone = added.length === 1;
    // A name that is alone over a narrow column goes on below.
    const at = isAlone && base.length >= width ? base.lastIndexOf("-") + 1 : base.length;
    bases += ` ${base
      .slice(0, at)
      .slice(0, width - 1)
      .padStart(isAlone ? width - 1 : 0)}`.padEnd(width);
    variants += added
      .map((variant) => (isAlone ? base.slice(at) : variant.replace(/^-/, "")))
      .map((text) => ` ${text.slice(0, cellWidth).padStart(cellWidth)}`)
      .join("");
  }
  return [bases.trimEnd(), variants.trimEnd()].filter((line) => line !== "");
}

/** A sentence on lines of 80 characters, marked at its start. */
function paragraph(sentence: string): readonly string[] {
  return wrappedText(`* ${sentence}`, widest, "  ");
}

/** What was seen, and what is said of it where anything is. */
function beside(seen: string, said: string): string {
  return said === "-" || seen === "-" ? seen : `${seen}/${said}`;
}

/** One that falls ever further behind has no latency: a percentile would tell how long the run was. */
function latency(isBehind: boolean, value: number | undefined): string {
  return isBehind ? "behind" : whole(value);
}

function tenths(value: number | undefined): string {
  return value === undefined ? "-" : value.toFixed(1);
}

function cents(value: number | undefined): string {
  return value === undefined ? "-" : value.toFixed(2);
}
