import { type ComparedRun, compareRuns } from "../report/against.ts";
import type { ScenarioFile } from "../scenario/load.ts";
import type { Override } from "../scenario/overrides.ts";
import type { Pool } from "../suite/pool.ts";
import { runSuite } from "../suite/suite.ts";
import type { TargetAddress } from "../targets/target.ts";
import type { Progress } from "./progress.ts";
import type { Suite } from "./run-on-target.ts";

interface BesideOptions {
  readonly model: TargetAddress;
  readonly overrides: readonly Override[];
  readonly seed: number;
  readonly repeats: number;
}

/** Repeats on the model, in virtual time and with the same seeds, what a target has just run, and compares. */
export async function runBeside(
  { results }: Suite,
  files: readonly ScenarioFile[],
  { model, overrides, seed, repeats }: BesideOptions,
  pool: Pool,
  progress: Progress,
): Promise<readonly ComparedRun[]> {
  const done = new Set(
    results.filter(({ reports }) => reports.length > 0).map(({ scenario }) => scenario),
  );
  const twins = await runSuite(
    files.filter(({ scenario }) => done.has(scenario.name)),
    { overrides, seed, repeats, target: model, clock: "virtual" },
    pool,
    progress.ended,
  );
  return compareRuns(results, twins);
}
