/**
 * `npm run mutants [-- FOLDER|FILE|FILE:LINE …]`: plants small faults (mutants) in a copy of consumer/, producer/, broker/, cost/, run/ and
 * metrics/, one at a time, and runs the tests on each. Prints those that no test noticed; exit code 1 when fewer than 85 % were.
 * A seeded sample of so many of each folder (`--sample 18`), which takes long; of a file or a line named, all. `--page` writes
 * docs/MUTANTS.md; `--journal FILE` goes on where a run with the same file was broken off.
 */
import { execFileSync } from "node:child_process";
import { globSync, writeFileSync } from "node:fs";
import { setPriority } from "node:os";
import { parseArgs } from "node:util";

import { Copy } from "./mutants/copy.ts";
import { leastKilled, type MutatedFolder, mutatedFolders } from "./mutants/folders.ts";
import { Journal } from "./mutants/journal.ts";
import { judge, type Outcome } from "./mutants/judge.ts";
import { type Mutant, mutantsOf } from "./mutants/list.ts";
import { changeOf, mutantsPage, shareOf, sumOf } from "./mutants/page.ts";
import type { TestRun } from "./mutants/run-tests.ts";
import { sampleOf } from "./mutants/sample.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    sample: { type: "string", default: "18" },
    seed: { type: "string", default: "1" },
    nice: { type: "string", default: "10" },
    journal: { type: "string" },
    page: { type: "boolean", default: false },
  },
});

// It takes long, and should not be in anybody's way.
setPriority(Number(values.nice));
// What is cleaned up at the end is then, too.
for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => process.exit(130));
const options = { sample: Number(values.sample), seed: Number(values.seed) };
const named = positionals.map((name) => name.replace(/^(\.\/)?(src\/)?/, "").replace(/\/$/, ""));
const journal = new Journal(values.journal);
using copy = new Copy();
const outcomes: Outcome[] = [];
for (const folder of mutatedFolders) {
  if (named.length > 0 && !named.some((name) => `${name}/`.startsWith(`${folder}/`))) continue;
  const { all, planted } = await choose(folder);
  if (planted.length === 0) continue;
  const outcome = { of: all, ...(await judge(copy, folder, planted, journal, tell)) };
  console.log(textOf(folder, outcome));
  outcomes.push(outcome);
}
const planted = sumOf(outcomes, (one) => one.planted);
const killed = sumOf(outcomes, (one) => one.killed);
if (planted === 0) throw new Error(`nothing to change in ${positionals.join(", ")}`);
if (outcomes.length > 1) console.log(textOf("all", { planted, killed }));
if (values.page) {
  const facts = {
    date: new Date().toISOString().slice(0, 10),
    commit: execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim(),
    node: process.versions.node,
    ...options,
  };
  writeFileSync("docs/MUTANTS.md", mutantsPage(outcomes, facts));
}
process.exitCode = killed < leastKilled * planted ? 1 : 0;

async function choose(folder: MutatedFolder): Promise<{ all: number; planted: Mutant[] }> {
  const all: Mutant[] = [];
  for (const file of globSync(`src/${folder}/**/*.ts`).sort()) all.push(...(await mutantsOf(file)));
  const isSampled = named.length === 0 || named.includes(folder);
  const planted = isSampled
    ? sampleOf(all, options.sample, options.seed, folder)
    : all.filter(({ file, line }) =>
        named.some((name) => name === file.slice(4) || name === `${file.slice(4)}:${line}`),
      );
  return { all: all.length, planted };
}

function tell(mutant: Mutant, { outcome, failed }: TestRun): void {
  const fate = outcome === "passed" ? "NOT NOTICED" : outcome;
  const by = failed === "" ? "" : `: ${failed}`;
  console.log(`${mutant.file}:${mutant.line}: ${changeOf(mutant)}\n  ${fate}${by}`);
}

function textOf(name: string, { planted, killed }: Pick<Outcome, "planted" | "killed">): string {
  return `${name}: ${killed} of ${planted} noticed, ${shareOf({ planted, killed })}`;
}
