/**
 * Runs scenarios through tinybench: a scenario is a task, one replay with one seed is an iteration, and the iteration's duration is
 * the service time that the run simulated (or took, in real time). Repeats use the seeds seed, seed + 1, …
 */
import { Bench, type Statistics } from "tinybench";

import { ConvoyError, exitCodes } from "../errors.ts";
import type { Finding } from "../probe/probe.ts";
import type { RunReport } from "../report/run-report.ts";
import type { ScenarioFile } from "../scenario/load.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Job } from "./job.ts";
import type { Pool } from "./pool.ts";

export interface SuiteOptions extends Omit<Job, "scenarioFile" | "historyFile" | "caveats"> {
  readonly repeats: number;
  /** Where a run's history goes, if anywhere. */
  readonly historyFile?: (scenario: string, seed: number) => string;
  /** What the target does otherwise than AWS, as far as a scenario depends on it. */
  readonly caveats?: (scenario: Scenario) => readonly Finding[];
}

export interface ScenarioResult {
  readonly scenario: string;
  /** One per seed, in seed order; runs that were never begun are missing. */
  readonly reports: readonly RunReport[];
  /** Why runs are missing: the target could not be used. */
  readonly failure?: string;
  /** tinybench's statistics of the simulated duration in milliseconds across the repeats. */
  readonly duration: Statistics | undefined;
}

/** All scenarios with all seeds, in the order given; `onReport` hears of each run as it ends. */
export function runSuite(
  files: readonly ScenarioFile[],
  options: SuiteOptions,
  pool: Pool,
  onReport: (report: RunReport) => void,
): Promise<readonly ScenarioResult[]> {
  return Promise.all(files.map((file) => runRepeats(file, options, pool, onReport)));
}

async function runRepeats(
  { file, scenario }: ScenarioFile,
  options: SuiteOptions,
  pool: Pool,
  onReport: (report: RunReport) => void,
): Promise<ScenarioResult> {
  const { repeats, historyFile, caveats, ...job } = options;
  const reports: RunReport[] = [];
  let begun = 0;
  const bench = new Bench({
    iterations: repeats,
    time: 0,
    warmup: false,
    concurrency: "task",
    threshold: repeats,
    throws: true,
    retainSamples: true,
  });
  bench.add(scenario.name, async () => {
    const repeat = begun;
    begun += 1;
    const seed = options.seed + repeat;
    const report = await pool.run({
      ...job,
      seed,
      scenarioFile: file,
      ...(caveats && { caveats: caveats(scenario) }),
      ...(historyFile ? { historyFile: historyFile(scenario.name, seed) } : {}),
    });
    if (report === undefined) return { overriddenDuration: 0 };
    reports[repeat] = report;
    onReport(report);
    return { overriddenDuration: report.durationMs };
  });
  const failure = await bench.run().then(() => undefined, targetFailure);
  const result = bench.tasks[0]?.result;
  const complete = reports.filter((report) => report !== undefined);
  return {
    scenario: scenario.name,
    reports: complete,
    ...(failure !== undefined && { failure }),
    duration:
      result?.state === "completed" && complete.length === repeats ? result.latency : undefined,
  };
}

/** What the target said, so that what was measured before is reported; any other error ends the suite. */
function targetFailure(error: unknown): string {
  if (error instanceof ConvoyError && error.exitCode === exitCodes.target) return error.message;
  throw error;
}
