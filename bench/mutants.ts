/**
 * `npm run mutants [-- FOLDER …]`: plants small faults (mutants) in consumer/, producer/, broker/, cost/, run/ and metrics/, one at a
 * time, and runs the folder's tests on each. Prints those that no test noticed; exit code 1 when fewer than 85 % were noticed.
 * A seeded sample of each folder's lines, which takes minutes; `--lines 500` takes more of them, `--all` every line, which takes hours.
 * What an earlier run found is kept, and tried again only where code or tests have changed since (`--force`: all). `--page` writes
 * docs/MUTANTS.md.
 */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { setPriority } from "node:os";
import { parseArgs } from "node:util";

import { leastKilled, type MutatedFolder, mutatedFolders } from "./mutants/folders.ts";
import { mutate, type Outcome } from "./mutants/mutate.ts";
import { mutantsPage } from "./mutants/page.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    lines: { type: "string", default: "160" },
    all: { type: "boolean", default: false },
    seed: { type: "string", default: "1" },
    concurrency: { type: "string", default: "2" },
    nice: { type: "string", default: "10" },
    force: { type: "boolean", default: false },
    page: { type: "boolean", default: false },
  },
});

// It takes long, and should not be in anybody's way.
setPriority(Number(values.nice));
const options = {
  lines: values.all ? Infinity : Number(values.lines),
  seed: Number(values.seed),
  concurrency: Number(values.concurrency),
  force: values.force,
};
const outcomes: Outcome[] = [];
for (const folder of chosen(positionals)) {
  const outcome = await mutate(folder, options);
  outcomes.push(outcome);
  for (const { file, line, mutator, before, after } of outcome.survivors) {
    console.log(`${file}:${line} ${mutator}: ${before} → ${after}`);
  }
  console.log(textOf(outcome));
}
const all = outcomes.reduce(
  (sum, { planted, killed }) => ({ planted: sum.planted + planted, killed: sum.killed + killed }),
  { planted: 0, killed: 0 },
);
if (outcomes.length > 1) console.log(textOf({ folder: "all", ...all }));
if (values.page) {
  const facts = {
    date: new Date().toISOString().slice(0, 10),
    commit: execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim(),
    node: process.versions.node,
    seed: options.seed,
  };
  writeFileSync("docs/MUTANTS.md", mutantsPage(outcomes, facts));
}
process.exitCode = all.killed < leastKilled * all.planted ? 1 : 0;

function chosen(names: readonly string[]): readonly MutatedFolder[] {
  if (names.length === 0) return mutatedFolders;
  return names.map((name) => {
    const folder = mutatedFolders.find((one) => one.name === name.replace(/^src\/|\/$/g, ""));
    if (folder !== undefined) return folder;
    console.error(`${name} is none of ${mutatedFolders.map((one) => one.name).join(", ")}`);
    process.exit(2);
  });
}

function textOf({
  folder,
  planted,
  killed,
}: Pick<Outcome, "folder" | "planted" | "killed">): string {
  const percent = planted === 0 ? 100 : (100 * killed) / planted;
  return `${folder}: ${killed} of ${planted} noticed, ${percent.toFixed(1)} %`;
}
