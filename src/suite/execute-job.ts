import { inVirtualTime } from "../clock/virtual-time.ts";
import type { HistorySink } from "../history/record.ts";
import { replayCommand } from "../result/replay.ts";
import { resultOfRun } from "../result/result-of-run.ts";
import { figureColumns } from "../result/summary-row.ts";
import { isAtRealWork } from "../run/real-work.ts";
import { runScenario } from "../run/run-scenario.ts";
import { hasCustomCode } from "../scenario/custom-code.ts";
import { loadScenario, scenarioArgument } from "../scenario/load.ts";
import type { ResolvedScenario } from "../scenario/resolved.ts";
import { Account, type AccountTerms } from "../targets/account.ts";
import type { Entry } from "../targets/ledger.ts";
import type { TargetAddress } from "../targets/target.ts";
import { openHistoryFile } from "./history-output.ts";
import type { Job, Ran } from "./job.ts";

/** How often a run in real time looks whether it is to stop, in milliseconds. */
const stopPollMs = 100;

/** Told of what a run creates and spends on a remote target. */
export interface Dealings {
  readonly terms: AccountTerms;
  readonly onChange: (entry: Entry) => void;
}

/** Runs one job in this thread, in virtual or real time. `onBegun`: from now on it looks whether it is to stop. */
export async function executeJob(
  job: Job,
  stopFlag: Int32Array,
  dealings?: Dealings,
  onBegun: () => void = () => {},
): Promise<Ran> {
  const { scenario } = await loadScenario(
    job.scenarioFile,
    figureColumns,
    job.overrides,
    job.scenario,
  );
  const stop = new AbortController();
  const interrupted = new AbortController();
  const account =
    dealings && new Account(dealings.terms, { ...dealings, interrupted: interrupted.signal });
  account?.usedUp.addEventListener("abort", () => stop.abort());
  let hasBegun = false;
  const stopIfAsked = (): void => {
    if (!hasBegun) onBegun();
    hasBegun = true;
    account?.check();
    if (Atomics.load(stopFlag, 0) === 0 || interrupted.signal.aborted) return;
    interrupted.abort();
    stop.abort();
  };
  using file = job.historyFile === undefined ? undefined : openHistoryFile(job.historyFile);
  const sink: { sink?: HistorySink } = file === undefined ? {} : { sink: file };
  const run = () =>
    runScenario({
      scenario,
      seed: job.seed,
      target: addressFor(scenario, job.target),
      clock: job.clock,
      signal: stop.signal,
      account,
      ...sink,
    });
  const hasCode = hasCustomCode(scenario);
  const began = process.hrtime.bigint();
  const outcome =
    job.clock === "virtual"
      ? await inVirtualTime(job.seed, run, () => {
          stopIfAsked();
          return hasCode && isAtRealWork();
        })
      : await inRealTime(run, stopIfAsked);
  const wallMs = Number(process.hrtime.bigint() - began) / 1e6;
  const result = resultOfRun({
    ...asked(job),
    scenario,
    outcome,
    ...(account?.usedUp.aborted && { endedBy: account.limitText() }),
  });
  const historyFailure = file?.close();
  return { result, wallMs, ...(historyFailure !== undefined && { historyFailure }) };
}

/** What of a job its result repeats, and the command that does it again. */
function asked(job: Job) {
  const { overrides, seed, clock, target, caveats = [] } = job;
  const scenario = scenarioArgument(job.scenarioFile, job.scenario);
  return { overrides, seed, clock, target, caveats, replay: replayCommand({ ...job, scenario }) };
}

/** A design's own endpoint, such as a VPC endpoint, is for AWS: elsewhere the service is where the target says. */
function addressFor({ design }: ResolvedScenario, address: TargetAddress): TargetAddress {
  if (address.kind !== "aws" || design.endpoint === undefined) return address;
  const name = design.service === "kinesis" ? "kinesisEndpoint" : "sqsEndpoint";
  return { ...address, [name]: design.endpoint };
}

async function inRealTime<T>(run: () => Promise<T>, stopIfAsked: () => void): Promise<T> {
  const poll = setInterval(stopIfAsked, stopPollMs);
  try {
    return await run();
  } finally {
    clearInterval(poll);
  }
}
