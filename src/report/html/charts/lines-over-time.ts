/** A chart of several lines over the seconds of a run, with the same figures as a table. */
import { figure } from "../page/figures.ts";
import type { Html, Part } from "../page/html.ts";
import { chart } from "./chart.ts";
import { type LineStyle, usualWidth } from "./line-style.ts";
import type { Pencil, Plot } from "./plot.ts";

export interface TimeLine extends LineStyle {
  readonly name: string;
  /** A gap where there is no value. */
  readonly points: readonly { readonly atS: number; readonly value: number | undefined }[];
}

export interface TimeChart {
  readonly title: string;
  /** What the values are, with their unit. */
  readonly unit: string;
  readonly lines: readonly TimeLine[];
  readonly note: Part;
  /** `symlog`: as a logarithm, with a zero. */
  readonly scale?: "linear" | "log" | "symlog";
  /** Behind the lines, e.g. a quota. */
  readonly more?: readonly Plot.Markish[];
}

export function linesOverTime(pencil: Pencil, options: TimeChart): Html {
  const { title, unit, lines, note, scale = "linear", more = [] } = options;
  const { marks, draw } = pencil;
  const picture = draw({
    ariaLabel: `${title}: ${unit} over the seconds of the run, ${lines.map(({ name }) => name).join(", ")}. The table below has the figures.`,
    x: { label: "seconds", ticks: 6, tickFormat: (value: number) => figure(value) },
    y: {
      label: unit,
      type: scale,
      zero: scale === "linear",
      ticks: ticksOf(scale, lines),
      grid: true,
      tickFormat: tickText,
    },
    marks: [
      ...more,
      ...lines.map(({ points, color, dash, width = usualWidth }) =>
        marks.line(
          points.map(({ atS, value }) => [atS, value ?? Number.NaN]),
          { stroke: color, strokeDasharray: dash, strokeWidth: width, clip: false },
        ),
      ),
    ],
  });
  return chart({
    title,
    picture,
    legend: lines.length > 1 ? lines : [],
    note,
    table: {
      caption: `${title}, ${unit}`,
      head: ["Second", ...lines.map(({ name }) => name)],
      rows: rowsOf(lines),
    },
  });
}

export function tickText(value: number): string {
  return figure(value, 2);
}

/** Powers of ten, and between them two and five where there are few: Plot's own are too many. */
export function logTicks(least: number, most: number): number[] {
  const powers = Array.from({ length: 13 }, (_, index) => 10 ** (index - 3));
  const isWide = most / least > 1000;
  return powers
    .flatMap((power) => (isWide ? [power] : [power, 2 * power, 5 * power]))
    .filter((tick) => tick >= least * 0.999 && tick <= most * 1.001);
}

function ticksOf(
  scale: NonNullable<TimeChart["scale"]>,
  lines: readonly TimeLine[],
): number | number[] {
  if (scale === "linear") return 5;
  const values = lines.flatMap(({ points }) => points.flatMap(({ value }) => value ?? []));
  const most = Math.max(...values, 1);
  if (scale === "symlog") return [0, ...logTicks(1, most)];
  return logTicks(Math.min(...values), most);
}

function rowsOf(lines: readonly TimeLine[]): readonly (readonly Part[])[] {
  const times = [...new Set(lines.flatMap(({ points }) => points.map(({ atS }) => atS)))];
  const values = lines.map(({ points }) => new Map(points.map(({ atS, value }) => [atS, value])));
  return times
    .toSorted((a, b) => a - b)
    .map((atS) => [String(atS), ...values.map((at) => figure(at.get(atS)))]);
}
