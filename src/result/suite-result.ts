/** What `result.json` holds: everything that the other files of a results folder are made from. */
import { exitCodes } from "../errors.ts";
import { hasPassed, hasTargetFailed, type RunResult, resultVersion } from "./run-result.ts";
import type { Sensitivity } from "./sensitivity.ts";

export interface SuiteResult {
  readonly format: typeof resultFormat;
  readonly version: typeof resultVersion;
  readonly interrupted: boolean;
  /** In the order in which they were asked for. */
  readonly scenarios: readonly ScenarioResult[];
  /** Scenarios that the target cannot run, and why. */
  readonly skipped: readonly Skipped[];
  /** The same runs on the embedded model, where a comparison was asked for. */
  readonly modelled?: readonly ScenarioResult[];
  /** Which conclusions of each comparison stand whatever is assumed, where that was asked for. */
  readonly sensitivity?: readonly Sensitivity[];
}

export const resultFormat = "convoy-result";

/** A scenario with all its seeds. */
export interface ScenarioResult {
  readonly scenario: string;
  /** One per seed, in seed order; runs that were never begun are missing. */
  readonly runs: readonly RunResult[];
  /** Why runs are missing: the target could not be used. */
  readonly failure?: string;
  /** tinybench's statistics of the simulated duration across the repeats; absent when a repeat is missing. */
  readonly duration?: DurationStatistics;
}

export interface DurationStatistics {
  readonly count: number;
  readonly meanMs: number;
  readonly minMs: number;
  readonly maxMs: number;
  /** Of two repeats or more. */
  readonly sdMs?: number;
  readonly rmePercent?: number;
}

/** A scenario that was not run, and why. */
export interface Skipped {
  readonly scenario: string;
  readonly reason: string;
}

export function suiteResult(parts: Omit<SuiteResult, "format" | "version">): SuiteResult {
  return { format: resultFormat, version: resultVersion, ...parts };
}

/** All runs in order; those of the model that they are compared with are not among them. */
export function runsOf({ scenarios }: SuiteResult): readonly RunResult[] {
  return scenarios.flatMap(({ runs }) => runs);
}

/** Names of the scenarios of which no run was begun. */
export function notRun({ scenarios }: SuiteResult): readonly string[] {
  return scenarios.filter(({ runs }) => runs.length === 0).map(({ scenario }) => scenario);
}

/** What the target said to the scenarios that could not be run, each once. */
export function failuresOfTarget(scenarios: readonly ScenarioResult[]): readonly string[] {
  return [...new Set(scenarios.flatMap(({ failure }) => failure ?? []))];
}

export function suiteState(suite: SuiteResult): "complete" | "interrupted" | "failed" {
  const isFailed =
    failuresOfTarget(suite.scenarios).length > 0 ||
    runsOf(suite).some(({ state }) => state === "failed");
  if (isFailed) return "failed";
  return suite.interrupted ? "interrupted" : "complete";
}

/** The exit code of a command that made this, or shows it. */
export function exitCodeOf(suite: SuiteResult): number {
  const runs = runsOf(suite);
  if (suite.interrupted) return exitCodes.interrupted;
  if (failuresOfTarget(suite.scenarios).length > 0 || runs.some(hasTargetFailed)) {
    return exitCodes.target;
  }
  return runs.every(hasPassed) ? exitCodes.held : exitCodes.expectationFailed;
}
