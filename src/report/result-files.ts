import { summaryColumns } from "../result/summary-row.ts";
import type { ScenarioResult } from "../suite/suite.ts";
import { againstColumns, againstRows, type ComparedRun } from "./against.ts";
import { csvText, rounded, type Row } from "./csv.ts";
import { anomalyColumns, keyColumns, timeseriesColumns } from "./detail-rows.ts";
import type { RunReport } from "./run-report.ts";

const statisticsColumns = [
  "scenario",
  "repeats",
  "duration_mean_s",
  "duration_min_s",
  "duration_max_s",
  "duration_sd_s",
  "duration_rme_percent",
];

/**
 * The files of a results folder, by name. In virtual time all but run.json are the same bytes for the same scenarios and seeds. With
 * `against`, the model's runs have rows in summary.csv too, and against.csv compares them; the other files are of the target alone.
 */
export function resultFiles(
  results: readonly ScenarioResult[],
  run: object,
  against?: readonly ComparedRun[],
): ReadonlyMap<string, string> {
  const reports = results.flatMap((result) => result.reports);
  const twins = against?.map(({ modelled }) => modelled) ?? [];
  const notRun = results
    .filter((result) => result.reports.length === 0)
    .map((result) => result.scenario);
  return new Map([
    [
      "summary.csv",
      csvText(
        summaryColumns,
        [...reports, ...twins].map(({ summary }) => summary),
      ),
    ],
    [
      "timeseries.csv",
      csvText(
        timeseriesColumns,
        reports.flatMap((report) => report.timeseries),
      ),
    ],
    [
      "keys.csv",
      csvText(
        keyColumns,
        reports.flatMap((report) => report.keys),
      ),
    ],
    [
      "anomalies.csv",
      csvText(
        anomalyColumns,
        reports.flatMap((report) => report.anomalies),
      ),
    ],
    ["statistics.csv", csvText(statisticsColumns, results.flatMap(statisticsRow))],
    ...(against === undefined
      ? []
      : [["against.csv", csvText(againstColumns, againstRows(against))] as const]),
    [
      "run.json",
      `${JSON.stringify({ ...run, runs: [...reports, ...twins].map(runFacts), notRun }, undefined, 2)}\n`,
    ],
  ]);
}

function runFacts({ summary, wallMs, failures }: RunReport) {
  const { scenario, seed, target, evidence } = summary;
  const isClientBound = summary.client_bound === true;
  return {
    scenario,
    seed,
    target,
    evidence,
    wallS: wallMs / 1000,
    ...(isClientBound && { clientBound: true }),
    failures,
  };
}

/** tinybench's statistics of the simulated duration across the repeats. */
function statisticsRow({ scenario, duration }: ScenarioResult): readonly Row[] {
  if (duration === undefined) return [];
  const seconds = (ms: number): number => rounded(ms / 1000);
  return [
    {
      scenario,
      repeats: duration.samplesCount,
      duration_mean_s: seconds(duration.mean),
      duration_min_s: seconds(duration.min),
      duration_max_s: seconds(duration.max),
      ...(duration.samplesCount < 2
        ? {}
        : { duration_sd_s: seconds(duration.sd), duration_rme_percent: rounded(duration.rme) }),
    },
  ];
}
