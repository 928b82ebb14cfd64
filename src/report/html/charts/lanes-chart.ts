/** Trucks and load of each shard: MD5 spreads keys unevenly, and the fullest shard sets the limit. */
import type { RunResult } from "../../../result/run-result.ts";
import { figure, whole } from "../page/figures.ts";
import type { Html } from "../page/html.ts";
import { chart } from "./chart.ts";
import type { Pencil } from "./plot.ts";

/** More would be a forest; keys.csv has them. */
const mostLanes = 40;

/** Undefined: there is one lane only, or too many. */
export function lanesChart(pencil: Pencil, run: RunResult): Html | undefined {
  const lanes = run.metrics.keysPerLane;
  if (lanes.length < 2 || lanes.length > mostLanes) return undefined;
  const { marks, draw } = pencil;
  const mean = lanes.reduce((sum, { keyCount }) => sum + keyCount, 0) / lanes.length;
  const bars = lanes.map((lane, index) => ({ ...lane, name: shortLane(lane.lane, index) }));
  const title = `Trucks per shard: ${run.name}`;
  const most = Math.max(...lanes.map(({ keyCount }) => keyCount));
  const picture = draw({
    ariaLabel: `${title}: from ${whole(Math.min(...lanes.map(({ keyCount }) => keyCount)))} to ${whole(most)} trucks. The table below has the figures.`,
    x: { label: "shard", type: "band", domain: bars.map(({ name }) => name) },
    y: { label: "trucks", grid: true, ticks: 5, domain: [0, most * 1.1] },
    marks: [
      marks.barY(bars, {
        x: "name",
        y: "keyCount",
        fill: ({ keyCount }: { keyCount: number }) =>
          keyCount === most ? "var(--s2)" : "var(--s1)",
      }),
      marks.ruleY([mean], { stroke: "currentColor", strokeDasharray: "4 3" }),
      ...(bars.length > 12
        ? []
        : [
            marks.text(bars, {
              x: "name",
              y: "keyCount",
              text: "keyCount",
              dy: 14,
              fill: "var(--card)",
            }),
          ]),
    ],
  });
  const sendingS = (run.setup?.load.sendingMs ?? run.durationMs) / 1000;
  return chart({
    title,
    picture,
    legend: [],
    note: `The line is the mean, ${figure(mean)}. The fullest has ${whole(most)}: it throttles when the others have room.`,
    table: {
      caption: title,
      head: ["Shard", "Trucks", "Events acknowledged", "Per second of sending"],
      rows: lanes.map(({ lane, keyCount, eventCount }) => [
        lane,
        whole(keyCount),
        whole(eventCount),
        figure(eventCount === undefined ? undefined : eventCount / sendingS),
      ]),
    },
  });
}

/** `shardId-000000000003` is `3`. */
function shortLane(lane: string, index: number): string {
  const number = /(\d+)$/.exec(lane)?.[1];
  return number === undefined ? String(index + 1) : String(Number(number));
}
