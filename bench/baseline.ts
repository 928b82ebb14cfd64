/**
 * Makes results/baseline anew, and what the README shows of it: `npm run baseline`. With `--check FOLDER` nothing is run or written: exit
 * code 1 when the README, or what is behind it, is not what the results of the default suite in that folder give.
 */
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { readResult } from "../src/result/read-result.ts";
import { runsOf } from "../src/result/suite-result.ts";
import { runConvoy, scratchFolder } from "./convoy-command.ts";
import { comparisonOf, withComparison, withZigzag, zigzagOf } from "./readme-block.ts";

const path = (name: string): string => fileURLToPath(new URL(`../${name}`, import.meta.url));
const baseline = path("results/baseline/");
const [option, given] = process.argv.slice(2);

if (option === "--check" && given !== undefined) check(given);
else await make();

/** What was there stays as it was until all of the new is there. */
async function make(): Promise<void> {
  const folder = scratchFolder("baseline");
  const code = await runConvoy(["bench", "--seed", "1", "--out", folder, "--force"]);
  if (code !== 0) {
    process.exitCode = code;
    return;
  }
  cpSync(folder, baseline, { recursive: true });
  for (const [file, text] of filesOf(baseline)) writeFileSync(file, text);
}

function check(folder: string): void {
  for (const [file, text] of filesOf(folder)) {
    if (readFileSync(file, "utf8") === text) continue;
    console.error(`${file} is not what ${folder} gives: npm run baseline`);
    process.exitCode = 1;
  }
}

/** Everything but the results themselves, by its file. */
function filesOf(folder: string): ReadonlyMap<string, string> {
  const runs = runsOf(readResult(join(folder, "result.json")));
  const comparison = comparisonOf(runs);
  const { svg, lines } = zigzagOf(runs);
  const readme = readFileSync(path("README.md"), "utf8");
  return new Map([
    [join(baseline, "comparison.txt"), comparison],
    [path("docs/zigzag.svg"), svg],
    [path("README.md"), withZigzag(withComparison(readme, comparison), lines)],
  ]);
}
