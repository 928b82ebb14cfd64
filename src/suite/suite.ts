/**
 * Runs scenarios through tinybench: a scenario is a task, one replay with one seed is an iteration, and the iteration's duration is
 * the service time that the run simulated (or took, in real time). Repeats use the seeds seed, seed + 1, …
 */
import { Bench, type Statistics } from "tinybench";

import { ConvoyError, exitCodes } from "../errors.ts";
import type { Caveat, RunResult } from "../result/run-result.ts";
import type { DurationStatistics, ScenarioResult } from "../result/suite-result.ts";
import type { ScenarioFile } from "../scenario/load.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Job, Ran } from "./job.ts";
import { longestFirst } from "./longest-first.ts";
import type { Pool } from "./pool.ts";

export interface SuiteOptions extends Omit<
  Job,
  "scenarioFile" | "scenario" | "historyFile" | "caveats"
> {
  readonly repeats: number;
  /** Where a run's history goes, if anywhere. */
  readonly historyFile?: (scenario: string, seed: number) => string;
  /** What the target does otherwise than AWS, as far as a scenario depends on it. */
  readonly caveats?: (scenario: Scenario) => readonly Caveat[];
}

/** All scenarios with all seeds; results in the order given. `onRan` hears of each run as it ends. */
export async function runSuite(
  files: readonly ScenarioFile[],
  options: SuiteOptions,
  pool: Pool,
  onRan: (ran: Ran) => void,
): Promise<readonly ScenarioResult[]> {
  // In real time runs are one after the other, as given.
  const inTurn = options.clock === "virtual" ? longestFirst(files) : files;
  const running = new Map(inTurn.map((file) => [file, runRepeats(file, options, pool, onRan)]));
  return Promise.all(files.map((file) => running.get(file)!));
}

async function runRepeats(
  { file, scenario }: ScenarioFile,
  options: SuiteOptions,
  pool: Pool,
  onRan: (ran: Ran) => void,
): Promise<ScenarioResult> {
  const { repeats, historyFile, caveats, ...job } = options;
  const results: RunResult[] = [];
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
    const ran = await pool.run({
      ...job,
      seed,
      scenarioFile: file,
      scenario: scenario.name,
      ...(caveats && { caveats: caveats(scenario) }),
      ...(historyFile ? { historyFile: historyFile(scenario.name, seed) } : {}),
    });
    if (ran === undefined) return { overriddenDuration: 0 };
    results[repeat] = ran.result;
    onRan(ran);
    return { overriddenDuration: ran.result.durationMs };
  });
  const failure = await bench.run().then(() => undefined, targetFailure);
  const measured = bench.tasks[0]?.result;
  const runs = results.filter((result) => result !== undefined);
  const isComplete = measured?.state === "completed" && runs.length === repeats;
  return {
    scenario: scenario.name,
    runs,
    ...(failure !== undefined && { failure }),
    ...(isComplete && { duration: durationStatistics(measured.latency) }),
  };
}

function durationStatistics(statistics: Statistics): DurationStatistics {
  const { samplesCount: count, mean, min, max, sd, rme } = statistics;
  const range = { count, meanMs: mean, minMs: min, maxMs: max };
  if (count < 2) return range;
  return { ...range, sdMs: sd, ...(Number.isFinite(rme) && { rmePercent: rme }) };
}

/** What the target said, so that what was measured before is reported; any other error ends the suite. */
function targetFailure(error: unknown): string {
  // tinybench gathers the errors of repeats that ran side by side.
  const errors: readonly unknown[] = error instanceof AggregateError ? error.errors : [error];
  const messages = new Set<string>();
  for (const one of errors) {
    const isOfTarget = one instanceof ConvoyError && one.exitCode === exitCodes.target;
    if (!isOfTarget) throw one;
    messages.add(one.message);
  }
  return [...messages].join("; ");
}
