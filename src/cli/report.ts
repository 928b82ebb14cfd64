import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";

import { Command, Option } from "commander";

import { InputError } from "../errors.ts";
import { invocation } from "../invocation.ts";
import { type RunFacts, runFactsOf } from "../report/html/page/run-facts.ts";
import { suiteJson } from "../report/json/suite-json.ts";
import { writeAll } from "../report/output-folder.ts";
import { pageFiles } from "../report/page-files.ts";
import { reportFiles } from "../report/report-files.ts";
import { suiteText } from "../report/terminal/suite-text.ts";
import { readResult } from "../result/read-result.ts";
import { historyResult } from "../result/result-of-history.ts";
import { exitCodeOf, suiteResult, type SuiteResult } from "../result/suite-result.ts";
import { type ProfileName, profiles } from "../verify/profile.ts";
import { benchmarkJsonOption } from "./options.ts";
import { readHistoryFile } from "./read-history.ts";
import { prepareUntilExit } from "./results-place.ts";
import { allOption, outputWidth } from "./width.ts";

interface ReportOptions {
  readonly guarantee?: ProfileName;
  readonly out?: string;
  readonly json?: boolean;
  readonly benchmarkJson?: boolean;
  readonly all?: boolean;
}

export function reportCommand(): Command {
  return new Command("report")
    .argument("<results>", "results folder, its result.json, or a history file (JSON lines)")
    .addOption(
      new Option(
        "--guarantee <profile>",
        "of a history: what it must guarantee (default: ordered)",
      ).choices(Object.keys(profiles)),
    )
    .option(
      "--out <dir>",
      "folder for the files (default: the results folder; of a history none are written)",
    )
    .option(...allOption)
    .option("--json", "print the summary rows as JSON in place of the table")
    .option(...benchmarkJsonOption)
    .addHelpText(
      "after",
      `
A results folder is made again from its result.json, byte by byte; run.json stays as it is. A history may come from
anywhere (bench --history, a tool of your own): it is judged and measured, and columns that need a scenario stay empty.

Exit codes: 0 every expectation held (of a history: it is valid), 1 one did not, 2 bad usage or bad input,
3 the target had failed, 130 the runs had been interrupted.

Examples:
  convoy report results/2026-11-25T10-00-00
  convoy report history.jsonl --guarantee exactly-once-ordered --out results/mine`,
    )
    .action(report);
}

async function report(path: string, options: ReportOptions): Promise<void> {
  const resultFile = resultFileOf(path);
  if (resultFile !== undefined && options.guarantee !== undefined) {
    throw new InputError("--guarantee goes with a history only: a result has its verdict");
  }
  const folder = options.out ?? (resultFile === undefined ? undefined : dirname(resultFile));
  if (options.out !== undefined) prepareUntilExit(options.out);
  const suite =
    resultFile === undefined
      ? await ofHistory(path, options.guarantee ?? "ordered")
      : readResult(resultFile);
  const facts = resultFile === undefined ? undefined : factsBeside(resultFile);
  const wallS = facts?.wallS;
  const print = (written?: { readonly folder: string }): void =>
    console.log(
      options.json === true
        ? suiteJson(suite)
        : suiteText(suite, {
            ...outputWidth(options.all),
            ...(wallS !== undefined && { wallMs: wallS * 1000 }),
            ...written,
          }),
    );
  if (folder !== undefined) {
    const files = new Map([...reportFiles(suite, options), ...(await pageFiles(suite, facts))]);
    // What everything else is made from is not touched.
    if (options.out === undefined) files.delete("result.json");
    try {
      writeAll(folder, files);
    } catch (error) {
      // What was found is told all the same.
      print();
      throw error;
    }
  }
  print(folder === undefined ? undefined : { folder });
  process.exitCode = exitCodeOf(suite);
}

/** The result.json that is meant; undefined for a history. */
function resultFileOf(path: string): string | undefined {
  if (!existsSync(path)) throw new InputError(`${path}: there is no such file or folder`);
  if (!statSync(path).isDirectory()) return path.endsWith(".json") ? path : undefined;
  const file = join(path, "result.json");
  if (existsSync(file)) return file;
  throw new InputError(
    `${path}: has no result.json: ${invocation("bench")} writes one into its folder`,
  );
}

async function ofHistory(file: string, guarantee: ProfileName): Promise<SuiteResult> {
  const name = basename(file);
  const reader = historyResult(name, guarantee);
  await readHistoryFile(file, reader);
  const runs = [reader.close()];
  return suiteResult({ interrupted: false, scenarios: [{ scenario: name, runs }], skipped: [] });
}

/** What run.json says, if it is there: it may differ between identical runs, so it is in no result. */
function factsBeside(resultFile: string): RunFacts | undefined {
  try {
    return runFactsOf(readFileSync(join(dirname(resultFile), "run.json"), "utf8"));
  } catch {
    return undefined;
  }
}
