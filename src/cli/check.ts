import { Command, Option } from "commander";

import { exitCodes, InputError } from "../errors.ts";
import { type Baseline, unkept, updatedBaseline } from "../report/baseline/baseline-files.ts";
import { judgeBaseline, type Judged } from "../report/baseline/judge-baseline.ts";
import { runFactsOf } from "../report/html/page/run-facts.ts";
import { checkXml } from "../report/junit/check-xml.ts";
import { checkMarkdown } from "../report/markdown/check-md.ts";
import { pageFiles } from "../report/page-files.ts";
import { reportFiles } from "../report/report-files.ts";
import { checkText } from "../report/terminal/check-text.ts";
import { summaryOf } from "../result/read-summary.ts";
import { exitCodeOf, suiteResult, type SuiteResult, suiteState } from "../result/suite-result.ts";
import type { ScenarioFile } from "../scenario/load.ts";
import { isFolder } from "../scenario/scenario-folder.ts";
import { environment } from "../suite/environment.ts";
import type { Ran } from "../suite/job.ts";
import { refuseTooLarge, widthThatFits } from "../suite/memory.ts";
import { openPool } from "../suite/pool.ts";
import { runFile } from "../suite/run-file.ts";
import { runSuite } from "../suite/suite.ts";
import { embeddedAddress } from "../targets/target.ts";
import {
  baselineFolder,
  noBaseline,
  prepareBaseline,
  readBaseline,
  writeBaseline,
} from "./baseline-place.ts";
import { chooseScenarios } from "./choose-scenarios.ts";
import { appendToJobSummary } from "./job-summary.ts";
import { collect, wholeNumber } from "./options.ts";
import { showProgress } from "./progress.ts";
import { openResultsPlace, refuseFilled, type ResultsPlace } from "./results-place.ts";
import { seedsFor } from "./seeds-of-baseline.ts";
import { stopOnSignal } from "./stop-on-signal.ts";
import { outputWidth } from "./width.ts";

export interface CheckOptions {
  readonly scenario: readonly string[];
  readonly baseline?: string;
  readonly update?: boolean;
  readonly seed?: number;
  readonly repeats?: number;
  readonly out?: string;
  readonly force?: boolean;
  readonly all?: boolean;
}

/** What `convoy init` makes, and `check` takes where nothing is named. */
const usersFolder = "convoy";

export function checkCommand(): Command {
  return new Command("check")
    .argument("[scenarios...]", "names, globs, files or folders of scenarios")
    .addOption(
      new Option("-s, --scenario <name>", "the same, one at a time")
        .argParser(collect)
        .default([], `the folder ${usersFolder} where there is one, else the whole suite`),
    )
    .option("--baseline <dir>", "folder of the baseline (default: `baseline` beside the scenarios)")
    .option("--update", "write down what the runs give, in place of what the baseline has of them")
    .option("--seed <n>", "seed (default: the baseline's, else 1)", wholeNumber(0))
    .option("--repeats <n>", "runs per scenario (default: the baseline's, else 1)", wholeNumber(1))
    .option("--out <dir>", "also write every report there, junit.xml with the check in it")
    .option("--force", "write into --out though there is something in it")
    .option("--all", "show everything, however wide the terminal is")
    .addHelpText(
      "after",
      `
Runs the scenarios on the model and holds every figure against the baseline: in virtual time the same code gives the same
bytes on any machine, so what moved was changed.

Exit codes: 0 all is as in the baseline; 1 an ordering guarantee was lost, an expectation did not hold, or a figure moved;
2 bad usage or bad input; 130 interrupted.

Examples:
  convoy check                                  the folder convoy, or the whole suite
  convoy check ./convoy --out convoy-results    a folder of your own, with reports for CI
  convoy check ./convoy --update                what came out is as it is meant to be
  convoy check 'sqs-*' --baseline mine --repeats 3 --update`,
    )
    .action(check);
}

interface CheckPlan {
  readonly files: readonly ScenarioFile[];
  readonly baseline: Baseline | undefined;
  readonly folder: string;
  /** The runs are all that the baseline is to have. */
  readonly isWhole: boolean;
  readonly startedAt: Date;
  readonly place: ResultsPlace | undefined;
}

/** `named` beside those of the options. */
export async function check(named: readonly string[], options: CheckOptions): Promise<void> {
  const patterns = patternsOf([...named, ...options.scenario]);
  const files = await chooseScenarios(patterns, options.seed ?? 1);
  refuseTwins(files);
  refuseTooLarge(files);
  const folder = baselineFolder(files, options.baseline);
  const baseline = readBaseline(folder);
  if (baseline === undefined && options.update !== true) throw noBaseline(folder);
  if (options.update === true) prepareBaseline(folder);
  if (options.out !== undefined) refuseFilled(options.out, options.force === true);
  const startedAt = new Date();
  const place = options.out === undefined ? undefined : openResultsPlace(options.out, startedAt);
  const isWhole = patterns.length === 0 || (patterns.length === 1 && isFolder(patterns[0]!));
  await runAndJudge({ files, baseline, folder, isWhole, startedAt, place }, options);
}

function patternsOf(named: readonly string[]): readonly string[] {
  return named.length === 0 && isFolder(usersFolder) ? [`./${usersFolder}`] : named;
}

/** A baseline knows scenarios by their names. */
function refuseTwins(files: readonly ScenarioFile[]): void {
  const known = new Map<string, string>();
  for (const { file, scenario } of files) {
    const other = known.get(scenario.name);
    if (other !== undefined) {
      throw new InputError(`${scenario.name}: is what two scenarios are called: ${other}, ${file}`);
    }
    known.set(scenario.name, file);
  }
}

async function runAndJudge(plan: CheckPlan, options: CheckOptions): Promise<void> {
  const { folder, baseline, isWhole } = plan;
  const began = performance.now();
  const { suite, ran } = await runs(plan, options);
  const wallS = (performance.now() - began) / 1000;
  if (suite.interrupted) {
    console.error(`convoy: interrupted: nothing was judged, and ${folder} is as it was`);
    process.exitCode = exitCodes.interrupted;
    return;
  }
  if (options.update === true) return update(suite, plan);
  const shown = `${folder}/summary.csv`;
  const judged = judgeBaseline(baseline!, suite, { shown, isWhole });
  console.log(checkText(judged, folder, outputWidth(options.all)));
  appendToJobSummary(() => checkMarkdown(judged, folder));
  const isMoved = judged.findings.length > 0;
  process.exitCode = Math.max(
    exitCodeOf(suite),
    isMoved ? exitCodes.expectationFailed : exitCodes.held,
    await writeReports(suite, judged, plan, { ran, wallS, ...options }),
  );
}

async function runs(
  { files, baseline, folder }: CheckPlan,
  options: CheckOptions,
): Promise<{ readonly suite: SuiteResult; readonly ran: readonly Ran[] }> {
  const rows = baseline && summaryOf(baseline.get("summary.csv")!, `${folder}/summary.csv`).rows;
  const groups = seedsFor(files, rows ?? [], options, folder);
  const total = groups.reduce((sum, group) => sum + group.repeats * group.files.length, 0);
  const progress = showProgress(total);
  const most = Math.max(1, ...groups.map(({ repeats }) => repeats));
  const pool = openPool(progress.begun, widthThatFits(files, most));
  const interruption = stopOnSignal(() => {
    progress.say("stopping");
    pool.stop();
  });
  const ran: Ran[] = [];
  try {
    const results = await Promise.all(
      groups.map(({ files: some, seed, repeats }) =>
        runSuite(
          some,
          { overrides: [], seed, repeats, target: embeddedAddress, clock: "virtual" },
          pool,
          (one) => {
            ran.push(one);
            progress.ended(one);
          },
        ),
      ),
    );
    const byName = new Map(results.flat().map((one) => [one.scenario, one]));
    const scenarios = files.map(({ scenario }) => byName.get(scenario.name)!);
    const interrupted = interruption.happened();
    return { suite: suiteResult({ interrupted, scenarios, skipped: [] }), ran };
  } finally {
    pool.stop();
    progress.close();
    interruption.end();
  }
}

function update(suite: SuiteResult, { folder, baseline, isWhole }: CheckPlan): void {
  const before: Baseline = isWhole ? new Map() : (baseline ?? new Map());
  const lost = unkept(before, suite);
  if (lost.length > 0) {
    throw new InputError(
      `--update: another version wrote ${folder}, with other columns: ${lost.length} of its scenarios are not among these (${lost.slice(0, 3).join(", ")} …): update all of them at once`,
    );
  }
  writeBaseline(folder, updatedBaseline(before, suite));
  const failed = exitCodeOf(suite);
  console.log(`${folder}: written down, ${suite.scenarios.length} scenarios`);
  if (failed !== exitCodes.held) {
    console.error("convoy: not everything came out as the scenarios expect: see above");
  }
  process.exitCode = failed;
}

/** Every report of the runs, with what the check found. Gives the exit code that comes of where they went. */
async function writeReports(
  suite: SuiteResult,
  judged: Judged,
  { place, folder, startedAt }: CheckPlan,
  {
    ran,
    wallS,
    out,
  }: { readonly ran: readonly Ran[]; readonly wallS: number; readonly out?: string },
): Promise<number> {
  if (place === undefined) return exitCodes.held;
  const facts = {
    ...environment(),
    startedAt: startedAt.toISOString(),
    wallS,
    state: suiteState(suite),
    target: "embedded",
    clock: "virtual",
    baseline: folder,
  };
  const runJson = runFile(facts, suite, ran);
  const pages = await pageFiles(suite, runFactsOf(runJson));
  const written = place.write(
    () =>
      new Map([
        ...reportFiles(suite),
        ...pages,
        ["junit.xml", checkXml(suite, judged)],
        ["check.md", checkMarkdown(judged, folder)],
        ["run.json", runJson],
      ]),
  );
  return written === out ? exitCodes.held : exitCodes.target;
}
