/** Everything that is drawn of one run by itself. */
import type { RunResult } from "../../../result/run-result.ts";
import { html, type Html } from "../page/html.ts";
import { lanesChart } from "./lanes-chart.ts";
import { lineStyle, type LineStyle, thinWidth } from "./line-style.ts";
import { linesOverTime } from "./lines-over-time.ts";
import { stretchesOf } from "./over-time.ts";
import type { Pencil } from "./plot.ts";
import { spectrumChart } from "./spectrum-chart.ts";
import { backlogChart, throughputChart } from "./traffic-charts.ts";

export function runCharts(pencil: Pencil, run: RunResult): Html {
  const { latency, seconds } = run.metrics;
  if (seconds.length === 0) return html``;
  return html`<div class="cards">
    ${spectrumChart(pencil, {
      title: `Latency: ${run.name}`,
      lines: [
        { name: "due to done", ...lineStyle(0), latency: latency.endToEnd },
        { name: "due to first send (send delay)", ...lineStyle(1), latency: latency.sendDelay },
        { name: "send to acknowledgement (service time)", ...lineStyle(2), latency: latency.put },
      ],
      note: "What did not wait a millisecond lies at the bottom.",
    })}
    ${latencyOverTime(pencil, [{ name: "99th percentile", run, style: 0 }], run.name)}
    ${throughputChart(pencil, run)} ${backlogChart(pencil, run)}
    ${activeOverTime(pencil, [{ name: "consumers", run, style: 0 }], run.name)}
    ${lanesChart(pencil, run)}
  </div>`;
}

/** A run as one line among others. */
export interface RunLine {
  readonly name: string;
  readonly run: RunResult;
  readonly style: number;
  /** Whether it is a variant of another one. */
  readonly isThin?: boolean;
}

export function styleOf({ style, isThin = false }: RunLine): LineStyle {
  return { ...lineStyle(style), ...(isThin && { width: thinWidth }) };
}

export function latencyOverTime(
  pencil: Pencil,
  runs: readonly RunLine[],
  of: string,
): Html | false {
  const lines = runs.map((line) => ({
    name: line.name,
    ...styleOf(line),
    points: stretchesOf(line.run).map(({ atS, p99Ms }) => ({ atS, value: p99Ms })),
  }));
  if (lines.every(({ points }) => points.every(({ value }) => value === undefined))) return false;
  return linesOverTime(pencil, {
    title: `Latency over time: ${of}`,
    unit: "ms, 99th percentile",
    scale: "log",
    lines,
    note: "From due to done, of the events that were done in that second.",
  });
}

/** A handler that takes no time is never found at work: then there is nothing to show. */
export function activeOverTime(pencil: Pencil, runs: readonly RunLine[], of: string): Html | false {
  const isBusy = ({ run }: RunLine): boolean =>
    run.metrics.seconds.some(({ activeMs }) => activeMs > 0);
  if (!runs.some(isBusy)) return false;
  return linesOverTime(pencil, {
    title: `Active consumers over time: ${of}`,
    unit: "consumers inside a handler",
    ...(runs.length > 1 && { scale: "symlog" }),
    lines: runs.map((line) => ({
      name: line.name,
      ...styleOf(line),
      points: stretchesOf(line.run).map(({ atS, active }) => ({ atS, value: active })),
    })),
    note: `The mean of each second. Most at one moment: ${runs
      .map(({ name, run }) => `${name} ${run.metrics.parallelism.consumersActiveMax}`)
      .join(", ")}.`,
  });
}
