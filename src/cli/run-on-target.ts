import { join } from "node:path";

import type { ClockKind } from "../clock/clock.ts";
import { TargetError } from "../errors.ts";
import { caveatsFor } from "../probe/caveats.ts";
import type { FidelityProfile } from "../probe/probe.ts";
import { failuresOfTarget, type ScenarioResult, type Skipped } from "../result/suite-result.ts";
import type { ScenarioFile } from "../scenario/load.ts";
import type { Override } from "../scenario/overrides.ts";
import type { Ran } from "../suite/job.ts";
import type { Pool } from "../suite/pool.ts";
import { runSuite } from "../suite/suite.ts";
import type { Account } from "../targets/account.ts";
import type { TargetAddress } from "../targets/target.ts";
import { agreeToCost, type ConsentOptions, planSuite } from "./consent.ts";
import type { Progress } from "./progress.ts";
import { noneRuns, runnable } from "./target-options.ts";
import type { Watch } from "./watch-over.ts";

export interface Suite {
  readonly scenarios: readonly ScenarioResult[];
  readonly skipped: readonly Skipped[];
  /** What the target does and does not do as AWS does; not asked of the embedded model and of AWS. */
  readonly fidelity?: FidelityProfile;
}

export interface SuiteRunOptions extends ConsentOptions {
  readonly overrides: readonly Override[];
  readonly folder: string;
  readonly history?: boolean;
  readonly clock: ClockKind;
  /** Hears of each run as it ends. */
  readonly onRan: (ran: Ran) => void;
  /** Called once it is agreed what may be spent on the target, before anything is asked of it; none for the model. */
  readonly openAccount: (address: TargetAddress) => Watch | undefined;
  /** Aborts when somebody wants the command to end now. */
  readonly interrupted: AbortSignal;
}

/** Runs what the target can run. */
export async function runOn(
  hosted: TargetAddress,
  files: readonly ScenarioFile[],
  options: SuiteRunOptions,
  pool: Pool,
  progress: Progress,
): Promise<Suite> {
  const { overrides, folder, seed, repeats, clock } = options;
  const { files: kept, skipped } = runnable(files, hosted);
  for (const { scenario, reason } of skipped) progress.say(`${scenario}: not run: ${reason}`);
  if (kept.length === 0) throw noneRuns(hosted.kind);
  const address = await agreed(hosted, kept, options, progress);
  const account = options.openAccount(address)?.account;
  const fidelity = await probed(address, progress, account, options.interrupted);
  const historyFile = (name: string, ofSeed: number): string =>
    join(folder, `${name}.${ofSeed}.history.jsonl`);
  const scenarios = await runSuite(
    kept,
    {
      overrides,
      seed,
      target: address,
      clock,
      repeats,
      ...(options.history && { historyFile }),
      ...(fidelity && { caveats: ({ design }) => caveatsFor(design, fidelity) }),
    },
    pool,
    options.onRan,
  );
  const failure = failureOf(scenarios);
  // Nothing was run: there is nothing to report but this.
  if (failure !== undefined && scenarios.every(({ runs }) => runs.length === 0)) {
    throw new TargetError(failure);
  }
  return { scenarios, skipped, ...(fidelity && { fidelity }) };
}

/** How much longer than its estimate a run may take until `convoy clean` thinks it dead. */
const spareMs = 3_600_000;

/** The address with what was agreed to be spent there, and until when the run may last. */
async function agreed(
  hosted: TargetAddress,
  files: readonly ScenarioFile[],
  options: SuiteRunOptions,
  progress: Progress,
): Promise<TargetAddress> {
  if (hosted.runId === undefined) return hosted;
  let agreedUsd: number | undefined;
  if (hosted.kind === "aws") {
    await progress.aside(async () => {
      agreedUsd = await agreeToCost(files, hosted, options);
    });
  }
  const { seconds } = planSuite(files, hosted.region, options);
  const untilAt = new Date(Date.now() + 2000 * seconds + spareMs).toISOString();
  return { ...hosted, untilAt, ...(agreedUsd !== undefined && { agreedUsd }) };
}

/** What the target said to the scenarios that could not be run, one line each. */
export function failureOf(scenarios: readonly ScenarioResult[]): string | undefined {
  const said = failuresOfTarget(scenarios);
  return said.length === 0 ? undefined : said.join("\nconvoy: ");
}

/** Asks a service that stands in for AWS how faithful it is, so that nobody takes its ways for those of AWS. */
async function probed(
  address: TargetAddress,
  progress: Progress,
  account: Account | undefined,
  signal: AbortSignal,
): Promise<FidelityProfile | undefined> {
  if (address.kind === "embedded" || address.kind === "aws") return undefined;
  progress.say(`probing ${address.label}`);
  const [{ atAddress }, { probe }, { profileText }] = await Promise.all([
    import("../conformance/places.ts"),
    import("../probe/probe.ts"),
    import("../probe/profile-text.ts"),
  ]);
  using clients = atAddress(address, account);
  const profile = await probe(clients, address.services, {
    signal,
    runId: address.runId,
    ...(account && { account }),
  });
  progress.say(profileText(profile));
  return profile;
}
