import { join } from "node:path";

import type { Command } from "commander";

import type { ClockKind } from "../clock/clock.ts";
import { exitCodes, Interrupted } from "../errors.ts";
import { runFactsOf } from "../report/html/page/run-facts.ts";
import { suiteJson } from "../report/json/suite-json.ts";
import { summaryMarkdown } from "../report/markdown/summary-md.ts";
import { pageFiles } from "../report/page-files.ts";
import { reportFiles } from "../report/report-files.ts";
import { suiteText, type Surroundings } from "../report/terminal/suite-text.ts";
import type { Sensitivity } from "../result/sensitivity.ts";
import {
  exitCodeOf,
  runsOf,
  type ScenarioResult,
  suiteResult,
  type SuiteResult,
  suiteState,
} from "../result/suite-result.ts";
import type { ScenarioFile } from "../scenario/load.ts";
import type { Override } from "../scenario/overrides.ts";
import { environment } from "../suite/environment.ts";
import type { Ran } from "../suite/job.ts";
import { refuseTooLarge, widthThatFits } from "../suite/memory.ts";
import { beginThread, judgeWithinMs, openPool } from "../suite/pool.ts";
import { runFile } from "../suite/run-file.ts";
import { hostTarget } from "../targets/host-target.ts";
import type { TargetAddress } from "../targets/target.ts";
import { type BenchOptions, benchWithOptions } from "./bench-options.ts";
import { chooseScenarios } from "./choose-scenarios.ts";
import { appendToJobSummary } from "./job-summary.ts";
import { scenarioList } from "./list-scenarios.ts";
import { modelFor } from "./model.ts";
import { overridesOf } from "./override-options.ts";
import { showProgress } from "./progress.ts";
import { openResultsPlace, refuseFilled, type ResultsPlace } from "./results-place.ts";
import { runBeside } from "./run-beside.ts";
import { failureOf, runOn, type Suite } from "./run-on-target.ts";
import { refuseWithoutConclusions, runOtherwise } from "./run-otherwise.ts";
import { patternsOf } from "./scenario-options.ts";
import { stopOnSignal } from "./stop-on-signal.ts";
import { clockFor, hostOptions, servicesFor } from "./target-options.ts";
import { type Watch, watchOver } from "./watch-over.ts";
import { outputWidth } from "./width.ts";

export function benchCommand(): Command {
  return benchWithOptions().action(bench);
}

async function bench(options: BenchOptions): Promise<void> {
  const overrides = overridesOf(options);
  if (options.list === true) {
    console.log(await scenarioList(options.scenario, options.suite));
    return;
  }
  beginThread();
  const files = await chooseScenarios(patternsOf(options), options.seed, overrides);
  if (options.target === "embedded") refuseTooLarge(files);
  const model = modelFor(options);
  if (options.sensitivity === true) refuseWithoutConclusions(files, options);
  if (options.out !== undefined) refuseFilled(options.out, options.force === true);
  const startedAt = new Date();
  const folder =
    options.out ?? join("results", startedAt.toISOString().replaceAll(":", "-").slice(0, 19));
  const place = openResultsPlace(folder, startedAt);
  await runAndReport(files, { ...options, overrides, model, folder, place, startedAt });
}

/** Files that hold both sides; the others are of the target alone. */
const againstFiles = ["summary.csv", "against.csv"];

interface RunPlan extends BenchOptions {
  readonly overrides: readonly Override[];
  /** The embedded model. */
  readonly model: TargetAddress;
  readonly folder: string;
  readonly place: ResultsPlace;
  readonly startedAt: Date;
}

async function runAndReport(files: readonly ScenarioFile[], options: RunPlan): Promise<void> {
  const { startedAt, model } = options;
  const clock = clockFor(options.target, options.clock);
  const began = performance.now();
  const { suite, modelled, sensitivity, ...how } = await runAll(files, { ...options, clock });
  const { ran, interrupted, address, watch } = how;
  const wallMs = performance.now() - began;
  const { scenarios, skipped, fidelity } = suite;
  const beside = { ...(modelled && { modelled }), ...(sensitivity && { sensitivity }) };
  const result = suiteResult({ interrupted, scenarios, skipped, ...beside });
  const run = {
    ...environment(),
    startedAt: startedAt.toISOString(),
    wallS: wallMs / 1000,
    state: suiteState(result),
    target: options.target,
    ...(options.target !== "embedded" && { address, http: await httpOf() }),
    ...(model.latency && { latency: model.latency }),
    clock,
    ...(modelled && { against: { target: "embedded", clock: "virtual", rowsIn: againstFiles } }),
    skipped,
    ...(fidelity && { fidelity }),
    ...watch?.facts(),
  };
  await conclude(result, { ...options, run, ran, wallMs, watch });
}

/** What came of it, and how. */
interface Outcome {
  readonly suite: Suite;
  readonly modelled: readonly ScenarioResult[] | undefined;
  readonly sensitivity: readonly Sensitivity[] | undefined;
  readonly address: TargetAddress;
  readonly ran: readonly Ran[];
  readonly interrupted: boolean;
  readonly watch: Watch | undefined;
}

async function runAll(
  files: readonly ScenarioFile[],
  options: RunPlan & { readonly clock: ClockKind },
): Promise<Outcome> {
  const { startedAt, model, folder, clock } = options;
  const sides = options.against === undefined ? 1 : 2;
  const progress = showProgress(files.length * options.repeats * sides);
  let watch: Watch | undefined;
  // Runs in real time would only disturb each other.
  const width = clock === "real" ? 1 : widthThatFits(files, options.repeats);
  const pool = openPool(progress.begun, width, () => watch?.account);
  const starting = new AbortController();
  const interruption = stopOnSignal(() => {
    progress.say("stopping: runs under way are judged as far as they came");
    starting.abort(new Interrupted("interrupted before anything ran"));
    pool.stop();
  });
  const ran: Ran[] = [];
  const onRan = (one: Ran): void => {
    ran.push(one);
    progress.ended(one);
  };
  try {
    await using hosted = await hostTarget(options.target, {
      ...hostOptions(options, progress.say),
      services: servicesFor(files, options.target),
      onStep: progress.step,
      signal: starting.signal,
    });
    let address = await addressOf(hosted.address, model, files);
    const openAccount = (agreed: TargetAddress): Watch | undefined => {
      address = agreed;
      if (agreed.kind === "embedded") return undefined;
      const facts = { ...environment(), startedAt: startedAt.toISOString(), clock };
      watch = watchOver(agreed, { interrupted: starting.signal, record: { folder, facts } });
      return watch;
    };
    const how = { ...options, onRan, openAccount, interrupted: starting.signal };
    const suite = await runOn(address, files, how, pool, progress);
    for (const { scenario, seed } of pool.unjudged) {
      progress.say(
        `${scenario}, seed ${seed}: could not be judged within ${judgeWithinMs / 1000} s of the signal, and is left out`,
      );
    }
    const isWanted = options.sensitivity === true && !interruption.happened();
    const more = {
      modelled: await runBeside(suite, files, options, { pool, onRan, progress }),
      sensitivity: isWanted
        ? await runOtherwise(suite.scenarios, { address, files, pool, progress })
        : undefined,
    };
    return { suite, ...more, address, ran, interrupted: interruption.happened(), watch };
  } finally {
    // After a failure the other runs have nobody to report to.
    pool.stop();
    progress.close();
    await watch?.sweep();
    interruption.end();
  }
}

interface Ending extends RunPlan {
  /** For run.json. */
  readonly run: object;
  readonly ran: readonly Ran[];
  readonly wallMs: number;
  /** Of a target that something may be left on. */
  readonly watch: Watch | undefined;
}

/** Writes the files, prints the report, and sets the exit code, with what stands in the way of a 0 if the table does not say it. */
async function conclude(result: SuiteResult, ending: Ending): Promise<void> {
  const { run, ran, json, all, place, wallMs, watch } = ending;
  const failure = failureOf(result.scenarios);
  const facts = { ...run, ...(failure !== undefined && { failure }) };
  const left = watch?.left() ?? [];
  const print = (surroundings: Surroundings): void =>
    console.log(
      json === true
        ? suiteJson(result, left)
        : suiteText(result, { ...surroundings, ...outputWidth(all) }),
    );
  let folder: string;
  try {
    const runJson = runFile(facts, result, ran);
    const pages = await pageFiles(result, runFactsOf(runJson));
    folder = place.write(
      () => new Map([...reportFiles(result, ending), ...pages, ["run.json", runJson]]),
    );
    watch?.recorded();
  } catch (error) {
    // What was found is told all the same.
    print({ wallMs });
    throw error;
  }
  print({ wallMs, folder });
  appendToJobSummary(() => summaryMarkdown(result));
  if (failure !== undefined) console.error(`convoy: ${failure}`);
  const isElsewhere = folder !== ending.folder ? exitCodes.target : exitCodes.held;
  process.exitCode = Math.max(exitCodeOf(result), troubles(result, ending), isElsewhere);
}

/** What ended the suite early, or was not written: said on stderr. Gives the exit code that comes of it. */
function troubles(result: SuiteResult, { ran, watch, repeats }: Ending): number {
  const unwritten = ran.flatMap(({ historyFailure }) => historyFailure ?? []);
  for (const one of unwritten) console.error(`convoy: ${one}`);
  const closed = watch?.account.closedBecause;
  const missing = repeats * result.scenarios.length - runsOf(result).length;
  if (closed !== undefined && !result.interrupted) {
    console.error(`convoy: ${closed}${missing > 0 ? `: ${missing} runs were not begun` : ""}`);
  }
  if (unwritten.length > 0) return exitCodes.target;
  return closed === undefined ? exitCodes.held : exitCodes.expectationFailed;
}

/** How requests travel, in words: proxies and the SDK's sockets are loaded only where there are any. */
async function httpOf(): Promise<string> {
  return (await import("../targets/http-settings.ts")).httpSettings;
}

/** What the reports call the target. Loaded only where it is needed: the SDK comes with it. */
async function addressOf(
  hosted: TargetAddress,
  model: TargetAddress,
  files: readonly ScenarioFile[],
): Promise<TargetAddress> {
  if (hosted.kind === "embedded") return model;
  if (hosted.kind !== "aws") return hosted;
  const { labelled } = await import("../targets/aws.ts");
  return labelled(
    hosted,
    files.map(({ scenario }) => scenario),
  );
}
