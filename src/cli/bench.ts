import { readFileSync } from "node:fs";
import { join } from "node:path";

import { Command, Option } from "commander";

import { clockKinds, type ClockKind } from "../clock/clock.ts";
import { exitCodes, Interrupted } from "../errors.ts";
import { againstText } from "../report/against-text.ts";
import { type ComparedRun, againstRows } from "../report/against.ts";
import { prepareFolder, writeAll } from "../report/output-folder.ts";
import { resultFiles } from "../report/result-files.ts";
import { comparison, type SuiteFacts } from "../report/terminal.ts";
import { figureColumns } from "../result/summary-row.ts";
import { loadScenarios, type ScenarioFile } from "../scenario/load.ts";
import type { Override } from "../scenario/overrides.ts";
import { environment } from "../suite/environment.ts";
import { openPool } from "../suite/pool.ts";
import type { ScenarioResult } from "../suite/suite.ts";
import { hostTarget } from "../targets/host-target.ts";
import { httpSettings } from "../targets/http-settings.ts";
import type { TargetAddress } from "../targets/target.ts";
import { planWorkload } from "../workload/plan.ts";
import { modelFor } from "./model.ts";
import { collect, positiveNumber, wholeNumber } from "./options.ts";
import { addOverrideOptions, type OverrideOptions, overridesOf } from "./override-options.ts";
import { showProgress } from "./progress.ts";
import { runBeside } from "./run-beside.ts";
import { failureOf, runOn, type Suite } from "./run-on-target.ts";
import { stopOnSignal } from "./stop-on-signal.ts";
import {
  addTargetOptions,
  clockFor,
  hostOptions,
  servicesFor,
  type TargetOptions,
} from "./target-options.ts";

interface BenchOptions extends TargetOptions, OverrideOptions {
  readonly scenario: readonly string[];
  readonly list?: boolean;
  readonly clock?: ClockKind;
  readonly seed: number;
  readonly repeats: number;
  readonly out?: string;
  readonly history?: boolean;
  readonly against?: "embedded";
  readonly latency?: string;
  readonly json?: boolean;
  readonly yes?: boolean;
  readonly maxCost?: number;
}

export function benchCommand(): Command {
  const command = new Command("bench")
    .description("run scenarios, judge the order per truck, write CSV reports")
    .addOption(
      new Option(
        "-s, --scenario <name>",
        "name, glob or file of a scenario; may be given several times",
      )
        .argParser(collect)
        .default([], "the whole suite"),
    )
    .option("-l, --list", "list the scenarios and stop")
    .addOption(
      new Option(
        "--clock <kind>",
        "virtual: simulated time, reproducible (default on embedded); real: as it passes",
      ).choices(clockKinds),
    )
    .option("--seed <n>", "seed of everything random", wholeNumber(0), 1)
    .option("--repeats <n>", "runs per scenario, with seeds seed, seed+1, …", wholeNumber(1), 1)
    .option("--out <dir>", "folder for the results (default: results/<time>)")
    .option("--history", "also write each run's history as JSON lines")
    .addOption(
      new Option(
        "--against <kind>",
        "run the same on the model, and show measured beside modelled",
      ).choices(["embedded"]),
    )
    .option("--latency <profile>", "of the model: none, default, or a JSON file with a profile")
    .option("--json", "print the summary rows as JSON in place of the table")
    .option("-y, --yes", "aws: do not ask before anything is created; needs --max-cost")
    .option("--max-cost <usd>", "aws: refuse when the estimate is above this", positiveNumber);
  return addTargetOptions(addOverrideOptions(command), "embedded")
    .addHelpText(
      "after",
      `
Examples:
  convoy bench                                              the whole suite
  convoy bench --scenario kinesis-5-shards --repeats 5      one scenario with five seeds
  convoy bench --scenario 'sqs-*' --trucks 500              all SQS scenarios, another fleet
  convoy bench --trace fixes.csv --speedup 60               real GPS through every design
  convoy bench --scenario ./my-design.ts --history          a scenario of your own
  convoy bench --latency measured.json                      the model, as slow as a target was
  convoy bench --target npm-emulators                       kinesis-local and fauxqs, in real time
  convoy bench --target localstack --scenario 'sqs-*'       LocalStack in a container; needs Docker
  convoy bench --target endpoint --endpoint http://127.0.0.1:4566
  convoy bench --target npm-emulators --against embedded    measured beside modelled, by column`,
    )
    .action(bench);
}

async function bench(options: BenchOptions): Promise<void> {
  const overrides = overridesOf(options);
  const files = await loadScenarios(options.scenario, figureColumns, overrides);
  if (options.list === true) {
    for (const { scenario } of files) console.log(`${scenario.name}\n    ${scenario.summary}`);
    return;
  }
  for (const warning of files.flatMap(({ warnings }) => warnings)) {
    console.error(`convoy: warning: ${warning}`);
  }
  checkTraces(files, options.seed);
  const model = modelFor(options);
  const startedAt = new Date();
  const folder =
    options.out ?? join("results", startedAt.toISOString().replaceAll(":", "-").slice(0, 19));
  const takeBack = prepareFolder(folder);
  try {
    await runAndReport(files, { ...options, overrides, model, folder, startedAt });
  } catch (error) {
    takeBack();
    throw error;
  }
}

/** Files that hold both sides; the others are of the target alone. */
const againstFiles = ["summary.csv", "against.csv"];

interface RunPlan extends BenchOptions {
  readonly overrides: readonly Override[];
  /** The embedded model. */
  readonly model: TargetAddress;
  readonly folder: string;
  readonly startedAt: Date;
}

async function runAndReport(files: readonly ScenarioFile[], options: RunPlan): Promise<void> {
  const { folder, startedAt, model } = options;
  const clock = clockFor(options.target, options.clock);
  const sides = options.against === undefined ? 1 : 2;
  const progress = showProgress(files.length * options.repeats * sides);
  // Runs in real time would only disturb each other.
  const pool = openPool(progress.begun, clock === "real" ? 1 : undefined);
  const starting = new AbortController();
  const interruption = stopOnSignal(() => {
    progress.say("stopping: runs under way are judged as far as they came");
    starting.abort(new Interrupted("interrupted before anything ran"));
    pool.stop();
  });
  const began = performance.now();
  let address: TargetAddress;
  let suite: Suite;
  let against: readonly ComparedRun[] | undefined;
  try {
    await using hosted = await hostTarget(options.target, {
      ...hostOptions(options, progress.say),
      services: servicesFor(files, options.target),
      onStep: progress.step,
      signal: starting.signal,
    });
    address = await addressOf(hosted.address, model, files);
    suite = await runOn(address, files, { ...options, clock }, pool, progress);
    if (options.against !== undefined) {
      progress.say("the same on the embedded model");
      against = await runBeside(suite, files, options, pool, progress);
    }
  } finally {
    // After a failure the other runs have nobody to report to.
    pool.stop();
    progress.close();
    interruption.end();
  }
  const { results, skipped, fidelity } = suite;
  const wallMs = performance.now() - began;
  const interrupted = interruption.happened();
  const failure = failureOf(results);
  const run = {
    ...environment(),
    startedAt: startedAt.toISOString(),
    wallS: wallMs / 1000,
    state: stateOf(results, interrupted),
    target: options.target,
    ...(options.target !== "embedded" && { address, http: httpSettings }),
    ...(model.latency && { latency: model.latency }),
    clock,
    ...(against && { against: { target: "embedded", clock: "virtual", rowsIn: againstFiles } }),
    skipped,
    ...(fidelity && { fidelity }),
    ...(failure !== undefined && { failure }),
  };
  writeAll(folder, resultFiles(results, run, against));
  print(suite, options, { wallMs, folder, interrupted, address }, against);
  conclude(results, interrupted, failure);
}

function stateOf(results: readonly ScenarioResult[], interrupted: boolean): string {
  const isFailed = results.some(
    ({ failure, reports }) =>
      failure !== undefined || reports.some(({ summary }) => summary.state === "failed"),
  );
  if (isFailed) return "failed";
  return interrupted ? "interrupted" : "complete";
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

function print(
  { results }: Suite,
  { json, model }: RunPlan,
  facts: SuiteFacts,
  against: readonly ComparedRun[] | undefined,
): void {
  if (json !== true) {
    console.log(comparison(results, facts));
    if (against !== undefined) {
      console.log(againstText(against, { target: facts.address, model }));
    }
    return;
  }
  const rows = results.flatMap(({ reports }) => reports).map(({ summary }) => summary);
  const twins = (against ?? []).map(({ modelled }) => modelled.summary);
  const value =
    against === undefined ? rows : { summary: [...rows, ...twins], against: againstRows(against) };
  console.log(JSON.stringify(value, undefined, 2));
}

/** The exit code, and what stands in the way of a 0 if the table does not say it. */
function conclude(
  results: readonly ScenarioResult[],
  interrupted: boolean,
  failure: string | undefined,
): void {
  const reports = results.flatMap((result) => result.reports);
  if (failure !== undefined) console.error(`convoy: ${failure}`);
  if (interrupted) process.exitCode = exitCodes.interrupted;
  else if (failure !== undefined || reports.some(({ hasFailed }) => hasFailed)) {
    process.exitCode = exitCodes.target;
  } else if (reports.some(({ summary }) => summary.passed !== true)) {
    process.exitCode = exitCodes.expectationFailed;
  }
}

/** Finds the faults of a trace before anything is begun or written. */
function checkTraces(files: readonly ScenarioFile[], seed: number): void {
  const traces = files
    .map(({ scenario }) => scenario.workload)
    .filter(({ kind }) => kind === "trace");
  const different = new Map(traces.map((workload) => [JSON.stringify(workload), workload]));
  for (const workload of different.values()) {
    planWorkload(workload, seed, (file) => readFileSync(file, "utf8"));
  }
}
