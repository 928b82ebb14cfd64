import { log10 } from "../../../portable-math.ts";
/** Throughput and backlog of one run, with the quota as a line and throttles marked. */
import type { RunResult } from "../../../result/run-result.ts";
import { type WriteQuota, writeQuotaOf } from "../../../result/write-quota.ts";
import { counted, whole } from "../page/figures.ts";
import { html, type Html } from "../page/html.ts";
import { lineStyle } from "./line-style.ts";
import { linesOverTime, type TimeLine } from "./lines-over-time.ts";
import { type Stretch, stretchesOf } from "./over-time.ts";
import type { Pencil, Plot } from "./plot.ts";

/** A quota that is so many times as high as the traffic would press it to the ground. */
const farAbove = 3;

export function throughputChart(pencil: Pencil, run: RunResult): Html {
  const stretches = stretchesOf(run);
  const quota = writeQuotaOf(run);
  const most = Math.max(...stretches.flatMap((s) => [s.duePerS, s.ackedPerS, s.donePerS]));
  const isNear = quota !== undefined && quota.eventsPerS <= farAbove * most;
  const throttled = stretches.filter((stretch) => stretch.throttled > 0);
  return linesOverTime(pencil, {
    title: `Throughput: ${run.name}`,
    unit: "events/s",
    lines: [
      { ...lineOf("due", 3, stretches, ({ duePerS }) => duePerS) },
      { ...lineOf("acknowledged", 0, stretches, ({ ackedPerS }) => ackedPerS) },
      { ...lineOf("done", 1, stretches, ({ donePerS }) => donePerS) },
    ],
    note: html`${quotaText(quota, isNear)} ${throttledText(run, throttled)}`,
    more: [
      ...(isNear ? quotaMarks(pencil, quota, stretches.at(-1)?.atS ?? 0) : []),
      ...throttleMarks(pencil, throttled, Math.max(most, isNear ? quota.eventsPerS : 0)),
    ],
  });
}

export function backlogChart(pencil: Pencil, run: RunResult): Html {
  const stretches = stretchesOf(run);
  return linesOverTime(pencil, {
    title: `Backlog: ${run.name}`,
    unit: "events",
    lines: [
      lineOf("due, not acknowledged", 3, stretches, ({ sendBacklog }) => sendBacklog),
      lineOf("acknowledged, not done", 1, stretches, ({ backlog }) => backlog),
    ],
    note: run.metrics.saturated
      ? "It grows to the end of the sending phase: the design does not keep up."
      : "What waits to be sent, and what waits to be handled.",
  });
}

/** What makes a run's throughput worth a chart among many: how near it came to its quota, and what was throttled. */
export function quotaInterest(run: RunResult): number {
  const seconds = stretchesOf(run);
  if (seconds.length < 5) return 0;
  const quota = writeQuotaOf(run)?.eventsPerS ?? Infinity;
  const most = Math.max(...seconds.map(({ duePerS, ackedPerS }) => Math.max(duePerS, ackedPerS)));
  const share = most / quota;
  const { throttledEntries } = run.metrics.counts;
  return share >= 0.5 ? share + log10(1 + throttledEntries) : 0;
}

function lineOf(
  name: string,
  style: number,
  stretches: readonly Stretch[],
  value: (stretch: Stretch) => number,
): TimeLine {
  const points = stretches.map((stretch) => ({ atS: stretch.atS, value: value(stretch) }));
  return { name, ...lineStyle(style), points };
}

function quotaMarks(
  { marks }: Pencil,
  { eventsPerS }: WriteQuota,
  endS: number,
): readonly Plot.Markish[] {
  return [
    marks.ruleY([eventsPerS], { stroke: "var(--bad)", strokeDasharray: "2 4", strokeWidth: 1.5 }),
    marks.text([[endS, eventsPerS]], {
      text: () => `quota ${whole(eventsPerS)}/s`,
      textAnchor: "end",
      dy: -7,
      fill: "var(--bad)",
    }),
  ];
}

function throttleMarks(
  { marks }: Pencil,
  throttled: readonly Stretch[],
  top: number,
): readonly Plot.Markish[] {
  if (throttled.length === 0) return [];
  const places = throttled.map(({ atS }) => [atS, top * 1.08]);
  return [marks.dot(places, { symbol: "triangle2", r: 3.5, fill: "var(--bad)" })];
}

function quotaText(quota: WriteQuota | undefined, isNear: boolean): string {
  if (quota === undefined) return "";
  const text = `quota of ${whole(quota.eventsPerS)} events/s (${quota.because})`;
  return isNear
    ? `The dotted line is the ${text}, if it were filled evenly.`
    : `The ${text} is far above this.`;
}

function throttledText({ metrics }: RunResult, throttled: readonly Stretch[]): string {
  if (throttled.length === 0) return "";
  const { throttledRequests } = metrics.counts;
  return `Triangles: ${counted(throttledRequests, "request")} throttled, first in second ${throttled[0]!.atS}.`;
}
