import type { DurationStatistics, SuiteResult } from "../../result/suite-result.ts";
import { type Columns, csvText, rounded } from "./csv-text.ts";

interface StatisticsRow extends DurationStatistics {
  readonly scenario: string;
}

const columns: Columns<StatisticsRow> = {
  scenario: ({ scenario }) => scenario,
  repeats: ({ count }) => count,
  duration_mean_s: ({ meanMs }) => rounded(meanMs / 1000),
  duration_min_s: ({ minMs }) => rounded(minMs / 1000),
  duration_max_s: ({ maxMs }) => rounded(maxMs / 1000),
  duration_sd_s: ({ sdMs }) => rounded(sdMs === undefined ? undefined : sdMs / 1000),
  duration_rme_percent: ({ rmePercent }) => rounded(rmePercent),
};

/** statistics.csv: tinybench's statistics of the simulated duration across the repeats. */
export function statisticsCsv({ scenarios }: SuiteResult): string {
  const rows = scenarios.flatMap(({ scenario, duration }) =>
    duration === undefined ? [] : [{ scenario, ...duration }],
  );
  return csvText(columns, rows);
}
