/**
 * Scenarios as a library call: in a user's tests, with the user's own code in them.
 *
 * A scenario given as data runs in this thread, one seed after the other, since functions cannot be sent to another; virtual time is
 * global to a thread, so simulations that are asked for at once wait for each other. A scenario given by name or file runs in worker
 * threads, on all cores.
 */
import { inVirtualTime } from "../clock/virtual-time.ts";
import { ConvoyError, exitCodes, InputError, TargetError } from "../errors.ts";
import { onAbort } from "../on-abort.ts";
import { resultOfRun } from "../result/result-of-run.ts";
import { hasPassed, type RunResult } from "../result/run-result.ts";
import { figureColumns } from "../result/summary-row.ts";
import { giveBackClients } from "../run/own-clients.ts";
import { isAtRealWork } from "../run/real-work.ts";
import { runScenario } from "../run/run-scenario.ts";
import { hasCustomCode } from "../scenario/custom-code.ts";
import { judgeScenario } from "../scenario/judge-scenario.ts";
import { loadScenarios } from "../scenario/load.ts";
import type { ResolvedScenario } from "../scenario/resolved.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Account } from "../targets/account.ts";
import { embeddedAddress, type TargetAddress } from "../targets/target.ts";
import { accountOf, leavingNothing } from "./account-of.ts";
import { forCaller } from "./caller.ts";
import { openPool } from "./pool.ts";
import { reshardsTooLate } from "./too-late.ts";

/** A scenario in a test: it need not be called anything, and expects to be valid unless it says otherwise. */
export type SimulatedScenario = Omit<Scenario, "name" | "summary" | "expect"> &
  Partial<Pick<Scenario, "name" | "summary" | "expect">>;

export interface SimulateOptions {
  /** How many seeds, from 1 on, or which. Default 1. */
  readonly seeds?: number | readonly number[];
  /** A service to run against in real time, in place of the model in virtual time. */
  readonly target?: TargetAddress;
  /** Ends the simulation: it rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** `failure`: no further seed once one has not come out as expected. */
  readonly until?: "failure";
  /** Longest real time for one seed, in milliseconds. Default 60,000. */
  readonly timeoutMs?: number;
}

const defaultTimeoutMs = 60_000;

/**
 * Runs a scenario once per seed and gives one result each, in the order of the seeds. The same seed gives the same result on any machine.
 * Throws InputError for what is wrong with the scenario, ConvoyError when a seed takes too long or hangs.
 */
export async function simulate(
  scenario: SimulatedScenario | string,
  options: SimulateOptions = {},
): Promise<readonly RunResult[]> {
  return forCaller(options.signal, (signal) =>
    simulateUntil(scenario, signal === undefined ? options : { ...options, signal }),
  );
}

async function simulateUntil(
  scenario: SimulatedScenario | string,
  options: SimulateOptions,
): Promise<readonly RunResult[]> {
  const { target = embeddedAddress, signal } = options;
  signal?.throwIfAborted();
  const account = accountOf(target, signal);
  if (typeof scenario === "string") {
    return leavingNothing(target, account, () => simulateFile(scenario, options, account));
  }
  const chosen = judged(scenario, target);
  const turn = queue.then(() =>
    leavingNothing(target, account, () => simulateHere(chosen, options, account)),
  );
  queue = turn.then(
    () => {},
    () => {},
  );
  return turn;
}

/** The end of the last simulation that was asked for in this thread. */
let queue: Promise<void> = Promise.resolve();

/** Virtual time is cheap: what comes late shall have come. */
const defaultDrainS = 600;

function judged(written: SimulatedScenario, target: TargetAddress): ResolvedScenario {
  const name = written.name ?? "simulation";
  const drainS = target.kind === "embedded" ? { drainS: defaultDrainS } : {};
  const value = { summary: name, expect: { verdict: "valid" }, ...drainS, ...written, name };
  const wrong = (objections: readonly { path: readonly PropertyKey[]; message: string }[]) =>
    new InputError(
      objections
        .map(({ path, message }) => `simulate: ${path.join(".") || "scenario"}: ${message}`)
        .join("\n"),
    );
  const options = { figures: figureColumns, overrides: [] };
  const { scenario, warnings } = judgeScenario({ value, wrong }, name, options);
  const late = reshardsTooLate(scenario, target);
  if (late.length > 0) throw wrong(late);
  for (const warning of warnings) process.emitWarning(warning, "ConvoyWarning");
  return scenario;
}

async function simulateHere(
  scenario: ResolvedScenario,
  options: SimulateOptions,
  account: Account | undefined,
): Promise<readonly RunResult[]> {
  options.signal?.throwIfAborted();
  refuseFakeTimers();
  const results: RunResult[] = [];
  for (const seed of seedsOf(options)) {
    const result = await simulateSeed(scenario, seed, options, account);
    results.push(result);
    if (options.until === "failure" && !hasPassed(result)) break;
  }
  return results;
}

async function simulateSeed(
  scenario: ResolvedScenario,
  seed: number,
  { target = embeddedAddress, signal, timeoutMs = defaultTimeoutMs }: SimulateOptions,
  account: Account | undefined,
): Promise<RunResult> {
  const stop = new AbortController();
  const realNow = performance.now.bind(performance);
  const beganMs = realNow();
  const isLate = (): boolean => realNow() - beganMs > timeoutMs;
  // Before the account ends the requests: what they come to then is no failure.
  const unwatch = signal && onAbort(signal, () => stop.abort());
  const hasCode = hasCustomCode(scenario);
  const stopIfDue = (): boolean => {
    account?.check();
    if (signal?.aborted === true || account?.usedUp.aborted === true || isLate()) stop.abort();
    return hasCode && isAtRealWork();
  };
  const clock = target.kind === "embedded" ? "virtual" : "real";
  const run = () => runScenario({ scenario, seed, target, clock, signal: stop.signal, account });
  const outcome = await (
    clock === "virtual"
      ? inVirtualTime(seed, run, stopIfDue, Math.min(timeoutMs, defaultTimeoutMs / 2))
      : inRealTime(run, stopIfDue)
  ).finally(() => {
    giveBackClients();
    unwatch?.();
  });
  signal?.throwIfAborted();
  if (account?.usedUp.aborted === true) throw new TargetError(account.limitText());
  if (stop.signal.aborted) {
    const message = `${scenario.name}, seed ${seed}: not over after ${timeoutMs / 1000} s of real time; at ${(outcome.durationMs / 1000).toFixed(1)} s of the run. Give it more with timeoutMs, or a shorter workload`;
    throw new ConvoyError(message, exitCodes.expectationFailed);
  }
  return resultOfRun({
    scenario,
    overrides: [],
    seed,
    clock,
    target,
    replay: [],
    caveats: [],
    outcome,
  });
}

/** How often a run in real time looks whether it is to stop, in milliseconds. */
const lookMs = 100;

async function inRealTime<T>(run: () => Promise<T>, stopIfDue: () => void): Promise<T> {
  const look = setInterval(stopIfDue, lookMs);
  try {
    return await run();
  } finally {
    clearInterval(look);
  }
}

/** Virtual time over a test framework's fake timers would wait for a clock that nobody moves. */
function refuseFakeTimers(): void {
  const isDateFake = "isFake" in Date && Date.isFake === true;
  if (!("clock" in setTimeout) && !isDateFake) return;
  throw new InputError(
    "simulate: fake timers, or a fake Date, are installed, and a simulation has its own: call vi.useRealTimers() (or jest.useRealTimers()) before it",
  );
}

function seedsOf({ seeds = 1 }: SimulateOptions): Iterable<number> {
  if (typeof seeds !== "number") return seeds;
  if (!Number.isSafeInteger(seeds) || seeds < 1) {
    throw new InputError(
      `simulate: seeds is ${seeds}, it must be a whole number from 1, or a list`,
    );
  }
  return Array.from({ length: seeds }, (_, index) => index + 1);
}

async function simulateFile(
  pattern: string,
  options: SimulateOptions,
  account: Account | undefined,
): Promise<readonly RunResult[]> {
  const { target = embeddedAddress, signal, until } = options;
  const [file, ...others] = await loadScenarios([pattern], figureColumns);
  if (file === undefined || others.length > 0) {
    throw new InputError(`simulate: ${pattern} names ${others.length + 1} scenarios; name one`);
  }
  const pool = openPool(undefined, undefined, () => account);
  const stop = (): void => pool.stop();
  signal?.addEventListener("abort", stop);
  try {
    const results: RunResult[] = [];
    const runs = [...seedsOf(options)].map(async (seed, index) => {
      const ran = await pool.run({
        scenarioFile: file.file,
        scenario: file.scenario.name,
        overrides: [],
        seed,
        target,
        clock: target.kind === "embedded" ? "virtual" : "real",
      });
      if (ran === undefined) return;
      results[index] = ran.result;
      if (until === "failure" && !hasPassed(ran.result)) pool.stop();
    });
    await Promise.all(runs);
    signal?.throwIfAborted();
    return upToFailure(
      results.filter((result) => result !== undefined),
      until,
    );
  } finally {
    signal?.removeEventListener("abort", stop);
  }
}

/** What ran beside the first failure, and after it, is none of the answer: on one core it would not have been there. */
function upToFailure(
  results: readonly RunResult[],
  until: SimulateOptions["until"],
): readonly RunResult[] {
  if (until !== "failure") return results;
  const first = results.findIndex((result) => !hasPassed(result));
  return first < 0 ? results : results.slice(0, first + 1);
}
