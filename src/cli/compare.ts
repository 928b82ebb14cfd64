import { Command, Option } from "commander";

import { exitCodes } from "../errors.ts";
import { compareHtml } from "../report/html/compare-html.ts";
import { compareMarkdown } from "../report/markdown/compare-md.ts";
import { compareText } from "../report/terminal/compare-text.ts";
import { compareSides, isChanged } from "../result/compare-sides.ts";
import { appendToJobSummary } from "./job-summary.ts";
import { sideAt } from "./side-at.ts";
import { outputWidth } from "./width.ts";

interface CompareOptions {
  readonly markdown?: boolean;
  readonly html?: boolean;
  readonly failOnChange?: boolean;
  readonly all?: boolean;
}

export function compareCommand(): Command {
  return new Command("compare")
    .argument("<A>", "results before: a folder, its result.json or summary.csv, or `baseline`")
    .argument("<B>", "results after, in the same way")
    .addOption(new Option("--markdown", "print Markdown, for a pull request").conflicts("html"))
    .option("--html", "print a page that needs nothing else")
    .option("--fail-on-change", "exit code 1 when something changed")
    .option("--all", "show every change, however wide the terminal is")
    .addHelpText(
      "after",
      `
Runs in virtual time are compared exactly, seed by seed. Runs in real time are noisy: their repeats (bench --repeats 5) are
compared by ratio, and a difference within the noise is called so. What is not the same about the two (machine, version,
target, evidence) is said first. \`baseline\` is what comes with convoy: the whole suite with seed 1.

Exit codes: 0 whatever differs; with --fail-on-change 1 when something changed beyond noise; 2 bad usage or bad input.

Examples:
  convoy compare results/before results/after
  convoy compare baseline results/mine --markdown --fail-on-change`,
    )
    .action(compare);
}

function compare(before: string, after: string, options: CompareOptions): void {
  const comparison = compareSides(sideAt(before), sideAt(after));
  if (options.html === true) process.stdout.write(compareHtml(comparison));
  else if (options.markdown === true) process.stdout.write(compareMarkdown(comparison));
  else console.log(compareText(comparison, outputWidth(options.all)));
  appendToJobSummary(() => compareMarkdown(comparison));
  const fails = options.failOnChange === true && isChanged(comparison);
  process.exitCode = fails ? exitCodes.expectationFailed : exitCodes.held;
}
