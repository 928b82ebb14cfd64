/** Latency, throughput, backlog, consumers at work, shards: of the comparisons, and of every other scenario. */
import { comparisonsOf } from "../../../result/comparison-figures.ts";
import type { RunResult } from "../../../result/run-result.ts";
import { folded } from "../page/data-table.ts";
import { html, type Html } from "../page/html.ts";
import { comparisonCharts } from "./comparison-charts.ts";
import type { Pencil } from "./plot.ts";
import { runCharts } from "./run-charts.ts";

/** Scenarios that are drawn one by one; the first of them unfolded. */
const mostRuns = 10;
const mostUnfolded = 3;

export function chartsSection(pencil: Pencil, runs: readonly RunResult[]): Html {
  const comparisons = comparisonsOf(runs);
  const firstSeeds = new Map(runs.toReversed().map((run) => [run.name, run]));
  const others = [...firstSeeds.values()]
    .toReversed()
    .filter(({ setup }) => setup?.scenario.compared === undefined);
  const shown = others.slice(0, mostRuns);
  const left = others.length - shown.length;
  return html`${comparisons.map(
    (figures) =>
      html`<h3>${figures.trucks} trucks, design by design</h3>
        ${comparisonCharts(pencil, figures, runs)}`,
  )}
  ${shown.map((run, index) => {
    const charts = runCharts(pencil, run);
    return index < mostUnfolded
      ? html`<h3>${run.name}</h3>
          ${charts}`
      : folded(run.name, charts);
  })}
  ${left > 0 && html`<p>The other ${left} scenarios are in <a href="timeseries.csv">timeseries.csv</a>.</p>`}`;
}
