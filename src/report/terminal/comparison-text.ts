import { adviceOn } from "../../result/comparison-advice.ts";
import type { ComparisonFigures, DesignFigures } from "../../result/comparison-figures.ts";

const widest = 80;
const labelWidth = 16;
const leastCell = 7;

/** A row: what it is, what stands in it for each design. */
interface Row {
  readonly label: string;
  readonly cell: (design: DesignFigures) => string;
}

const rows: readonly Row[] = [
  { label: "order per truck", cell: ({ order }) => (order === "lost" ? "LOST" : order) },
  { label: "e2e p50, ms", cell: ({ e2eP50Ms }) => whole(e2eP50Ms) },
  { label: "e2e p99, ms", cell: ({ e2eP99Ms }) => whole(e2eP99Ms) },
  { label: "30 s late: s off", cell: ({ drainS }) => whole(drainS) },
  { label: "consumers, said", cell: ({ said }) => whole(said.consumers) },
  { label: "  seen at work", cell: ({ consumersActive }) => whole(consumersActive) },
  { label: "events/s, said", cell: ({ said }) => whole(said.eventsPerS) },
  { label: "  written", cell: ({ ceilingPerS }) => whole(ceilingPerS) },
  { label: "  kept up with", cell: ({ keptUpPerS }) => whole(keptUpPerS) },
  { label: "MB/s, said", cell: ({ said }) => whole(said.mbPerS) },
  { label: "  written, 8 KiB", cell: ({ ceilingMbPerS }) => tenths(ceilingMbPerS) },
  { label: "read again", cell: ({ replay }) => replay ?? "-" },
  { label: "$ per million", cell: ({ costUsdPerMillion }) => cents(costUsdPerMillion) },
];

/** The designs of a comparison side by side, and when to choose which; at most 80 characters wide and, as a rule, 25 lines long. */
export function comparisonText(figures: ComparisonFigures): readonly string[] {
  const { trucks, eventsPerS, handlerMs, consumers, designs, evidence } = figures;
  const most = Math.floor((widest - labelWidth) / (leastCell + 1));
  const shown = designs.slice(0, most);
  const cellWidth = Math.min(12, Math.floor((widest - labelWidth) / shown.length) - 1);
  const heads = shown.map(({ design }) => wrapped(design, cellWidth));
  const headLines = Math.max(...heads.map((lines) => lines.length));
  const line = (label: string, cells: readonly string[]): string =>
    `${label.padEnd(labelWidth)}${cells.map((cell) => ` ${cell.padStart(cellWidth)}`).join("")}`.trimEnd();
  return [
    `${trucks} trucks, ${Math.round(eventsPerS)} events/s, handler ${handlerMs} ms, ${consumers} consumers (${evidence})`,
    ...Array.from({ length: headLines }, (_, at) =>
      line(
        "",
        heads.map((lines) => lines[at - (headLines - lines.length)] ?? ""),
      ),
    ),
    ...rows
      .filter(({ cell }) => shown.some((design) => cell(design) !== "-"))
      .map(({ label, cell }) => line(label, shown.map(cell))),
    ...(shown.length < designs.length ? [`and ${designs.length - shown.length} more designs`] : []),
    ...adviceOn(figures).flatMap((sentence) => paragraph(sentence)),
  ];
}

/** A name broken at its hyphens into lines of at most so many characters. */
function wrapped(name: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const part of name.split(/(?<=-)/)) {
    for (const piece of pieces(part, width)) {
      if (line !== "" && line.length + piece.length > width) {
        lines.push(line);
        line = piece;
      } else line += piece;
    }
  }
  return [...lines, line];
}

function pieces(text: string, width: number): readonly string[] {
  if (text.length <= width) return [text];
  return [text.slice(0, width), ...pieces(text.slice(width), width)];
}

/** A sentence on lines of 80 characters, marked at its start. */
function paragraph(sentence: string): readonly string[] {
  const lines: string[] = [];
  let line = "*";
  for (const word of sentence.split(" ")) {
    if (line.length + 1 + word.length > widest) {
      lines.push(line);
      line = ` ${" "}${word}`;
    } else line += ` ${word}`;
  }
  return [...lines, line];
}

function whole(value: number | undefined): string {
  return value === undefined ? "-" : String(Math.round(value));
}

function tenths(value: number | undefined): string {
  return value === undefined ? "-" : value.toFixed(1);
}

function cents(value: number | undefined): string {
  return value === undefined ? "-" : value.toFixed(2);
}
