/** The designs of a comparison in one chart each: latency, backlog, consumers at work. */
import type { ComparisonFigures } from "../../../result/comparison-figures.ts";
import type { LatencyDistribution, RunResult } from "../../../result/run-result.ts";
import { familiesOf } from "../../../result/short-names.ts";
import { html, type Html } from "../page/html.ts";
import { lanesChart } from "./lanes-chart.ts";
import { linesOverTime } from "./lines-over-time.ts";
import { stretchesOf } from "./over-time.ts";
import type { Pencil } from "./plot.ts";
import { activeOverTime, latencyOverTime, type RunLine, styleOf } from "./run-charts.ts";
import { spectrumChart } from "./spectrum-chart.ts";
import { quotaInterest, throughputChart } from "./traffic-charts.ts";

const mostThroughputCharts = 4;

export function comparisonCharts(
  pencil: Pencil,
  figures: ComparisonFigures,
  runs: readonly RunResult[],
): Html {
  const bases = new Set(
    familiesOf(figures.designs.map(({ design }) => design)).map(({ base }) => base),
  );
  const inPhase = (phase: string): readonly RunLine[] =>
    figures.designs.flatMap(({ design }, style) => {
      const run = runs.find(({ setup }) => {
        const one = setup?.scenario.compared;
        return one?.comparison === figures.name && one.design === design && one.phase === phase;
      });
      return run === undefined ? [] : [{ name: design, run, style, isThin: !bases.has(design) }];
    });
  const steady = inPhase("steady");
  const backlog = inPhase("backlog");
  return html`<div class="cards">
    ${spectrum(pencil, steady, "From due to done", ({ endToEnd }) => endToEnd, "Steady load: everything from the start. Half of the events are done within the time at 50 %.")}
    ${spectrum(pencil, steady, "Send delay: from due to the first send", ({ sendDelay }) => sendDelay, "A producer that waits for a batch, or falls behind, shows here. Below a millisecond lies at the bottom.")}
    ${spectrum(pencil, steady, "Service time: from the send to its acknowledgement", ({ put }) => put, "What the service takes, retries of the SDK included.")}
    ${latencyOverTime(pencil, steady, "steady load")}
    ${backlog.length > 0 && backlogs(pencil, backlog)}
    ${backlog.length > 0 && activeOverTime(pencil, backlog, "working off a backlog")}
    ${throughputCharts(pencil, figures, runs)} ${shardCharts(pencil, steady)}
  </div>`;
}

function spectrum(
  pencil: Pencil,
  runs: readonly RunLine[],
  title: string,
  of: (latency: RunResult["metrics"]["latency"]) => LatencyDistribution,
  note: string,
): Html | undefined {
  const lines = runs.map((line) => ({
    name: line.name,
    ...styleOf(line),
    latency: of(line.run.metrics.latency),
  }));
  return spectrumChart(pencil, { title, lines, note });
}

function backlogs(pencil: Pencil, runs: readonly RunLine[]): Html {
  const startS = runs[0]?.run.setup?.scenario.design.consumers[0]?.startAtS;
  return linesOverTime(pencil, {
    title: "Backlog over time: consumers that come late",
    unit: "events, due and not done",
    lines: runs.map((line) => ({
      name: line.name,
      ...styleOf(line),
      points: stretchesOf(line.run).map(({ atS, backlog, sendBacklog }) => ({
        atS,
        value: backlog + sendBacklog,
      })),
    })),
    note: `Consumers begin after ${startS ?? 0} s: the steeper the line falls, the more of them work at once.`,
  });
}

/** One for each design that came near its quota, the nearest first. */
function throughputCharts(
  pencil: Pencil,
  { name, designs }: ComparisonFigures,
  runs: readonly RunResult[],
): readonly Html[] {
  const best = designs.flatMap(({ design }) => {
    const ofDesign = runs.filter(({ setup }) => {
      const one = setup?.scenario.compared;
      return one?.comparison === name && one.design === design;
    });
    return ofDesign.toSorted((a, b) => quotaInterest(b) - quotaInterest(a)).slice(0, 1);
  });
  return best
    .filter((run) => quotaInterest(run) > 0)
    .toSorted((a, b) => quotaInterest(b) - quotaInterest(a))
    .slice(0, mostThroughputCharts)
    .map((run) => throughputChart(pencil, run));
}

/** Designs with the same keys on the same number of shards spread them alike: one is enough. */
function shardCharts(pencil: Pencil, steady: readonly RunLine[]): readonly (Html | undefined)[] {
  const spread = ({ run }: RunLine): string =>
    run.metrics.keysPerLane.map(({ keyCount }) => keyCount).join(" ");
  const different = new Map(steady.toReversed().map((line) => [spread(line), line]));
  return [...different.values()].toReversed().map(({ run }) => lanesChart(pencil, run));
}
