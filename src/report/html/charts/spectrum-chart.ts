import { log10 } from "../../../portable-math.ts";
/** Latencies as a percentile spectrum: each step to the right is one nine more, so that the rare long ones can be seen. */
import { type SpectrumPoint, spectrumOf } from "../../../result/latency-spectrum.ts";
import type { LatencyDistribution } from "../../../result/run-result.ts";
import { milliseconds } from "../page/figures.ts";
import type { Html, Part } from "../page/html.ts";
import { chart, type LegendEntry } from "./chart.ts";
import { usualWidth } from "./line-style.ts";
import { logTicks, tickText } from "./lines-over-time.ts";
import type { Pencil } from "./plot.ts";

export interface SpectrumLine extends LegendEntry {
  readonly latency: LatencyDistribution;
}

/** What is shorter lies at the bottom: a logarithm has no zero. */
const leastMs = 1;
const shares = [0, 0.5, 0.9, 0.99, 0.999, 0.9999] as const;

export function spectrumChart(
  pencil: Pencil,
  { title, lines, note }: { title: string; lines: readonly SpectrumLine[]; note: Part },
): Html | undefined {
  const known = lines.filter(({ latency }) => latency.count > 0);
  if (known.length === 0) return undefined;
  const spectra = known.map((line) => ({ ...line, points: spectrumOf(line.latency) }));
  const mostNines = Math.max(...spectra.flatMap(({ points }) => points.map(nines)));
  const ticks = shares.filter((share) => -log10(1 - share) <= mostNines + 1e-9);
  const longestMs = Math.max(...spectra.flatMap(({ points }) => points.map(({ ms }) => ms)));
  const { marks, draw } = pencil;
  const picture = draw({
    ariaLabel: `${title}: milliseconds that a share of the events did not exceed, ${known.map(({ name }) => name).join(", ")}. The table below has the figures.`,
    x: {
      label: "share of the events",
      domain: [0, Math.max(1, mostNines)],
      ticks: ticks.map((share) => -log10(1 - share)),
      tickFormat: (nine: number) => `${Number(((1 - 10 ** -nine) * 100).toFixed(2))} %`,
    },
    y: {
      label: "ms",
      type: "log",
      domain: [leastMs, Math.max(10, longestMs)],
      ticks: logTicks(leastMs, Math.max(10, longestMs)),
      grid: true,
      tickFormat: tickText,
    },
    marks: spectra.map(({ points, color, dash, width = usualWidth }) =>
      marks.line(
        points.map((point) => [nines(point), Math.max(leastMs, point.ms)]),
        { stroke: color, strokeDasharray: dash, strokeWidth: width },
      ),
    ),
  });
  return chart({
    title,
    picture,
    legend: known,
    note,
    table: {
      caption: `${title}, by share of the events`,
      head: ["Line", ...ticks.map((share) => `${Number((share * 100).toFixed(2))} %`), "longest"],
      rows: spectra.map(({ name, points, latency }) => [
        name,
        ...ticks.map((share) => milliseconds(at(points, share))),
        milliseconds(latency.maxMs),
      ]),
    },
  });
}

function nines({ share }: SpectrumPoint): number {
  return -log10(1 - share);
}

/** Of the first point that is not below the share. */
function at(points: readonly SpectrumPoint[], share: number): number | undefined {
  return points.find((point) => point.share >= share - 1e-9)?.ms;
}
