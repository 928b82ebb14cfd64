import type { ScenarioResult } from "../result/suite-result.ts";
import type { ScenarioFile } from "../scenario/load.ts";
import type { Override } from "../scenario/overrides.ts";
import type { Ran } from "../suite/job.ts";
import type { Pool } from "../suite/pool.ts";
import { runSuite } from "../suite/suite.ts";
import type { TargetAddress } from "../targets/target.ts";
import type { Progress } from "./progress.ts";
import type { Suite } from "./run-on-target.ts";

interface BesideOptions {
  readonly against?: "embedded";
  readonly model: TargetAddress;
  readonly overrides: readonly Override[];
  readonly seed: number;
  readonly repeats: number;
}

interface Beside {
  readonly pool: Pool;
  readonly onRan: (ran: Ran) => void;
  readonly progress: Pick<Progress, "say">;
}

/** Repeats on the model, in virtual time and with the same seeds, what a target has just run; undefined where nobody asked for it. */
export async function runBeside(
  { scenarios }: Suite,
  files: readonly ScenarioFile[],
  { against, model, overrides, seed, repeats }: BesideOptions,
  { pool, onRan, progress }: Beside,
): Promise<readonly ScenarioResult[] | undefined> {
  if (against === undefined) return undefined;
  progress.say("the same on the embedded model");
  const done = new Set(
    scenarios.filter(({ runs }) => runs.length > 0).map(({ scenario }) => scenario),
  );
  return runSuite(
    files.filter(({ scenario }) => done.has(scenario.name)),
    { overrides, seed, repeats, target: model, clock: "virtual" },
    pool,
    onRan,
  );
}
