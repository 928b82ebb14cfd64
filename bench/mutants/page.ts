import { leastKilled, mutatedFolders } from "./folders.ts";
import type { Outcome, Survivor } from "./judge.ts";
import { left } from "./left.ts";

export interface Circumstances {
  /** ISO date. */
  readonly date: string;
  readonly commit: string;
  readonly node: string;
  /** Mutants of each folder, and the seed that chose them. */
  readonly sample: number;
  readonly seed: number;
}

/** docs/MUTANTS.md: how many planted faults the tests notice, and what is left and why. */
export function mutantsPage(outcomes: readonly Outcome[], facts: Circumstances): string {
  const survivors = outcomes.flatMap((outcome) => outcome.survivors);
  const [told, untold] = [survivors.filter(reasonOf), survivors.filter((one) => !reasonOf(one))];
  return `${[
    "# Mutants",
    introduction(facts),
    table(outcomes),
    ...missing(outcomes),
    `What is left counts as planted, whatever the reason. The command fails below ${100 * leastKilled} %. *Never ended*: the run took three times the CPU that it takes without a mutant, or did not come to its end, which a suite notices, too.`,
    "## What is left, and why",
    told.length === 0 ? "Nothing." : listed(told),
    ...(untold.length === 0 ? [] : ["## What is left, and may be worth a test", listed(untold)]),
    "## Again",
    `\`npm run mutants -- --sample ${facts.sample} --seed ${facts.seed} --page\` writes this page. \`npm run mutants -- cost metrics\` takes some folders, \`-- --seed 2\` other mutants, and \`-- src/cost/bill.ts\` or \`-- src/cost/bill.ts:60\` all mutants of a file or a line. The reasons are in \`bench/mutants/left.ts\`.`,
  ].join("\n\n")}\n`;
}

function introduction({ date, commit, node, sample, seed }: Circumstances): string {
  return `A mutant is the program with one small fault: a comparison turned round, a condition that always holds, a block emptied, a text or a term changed. What may be changed into what, [Stryker](https://stryker-mutator.io)'s instrumenter says; each mutant is planted by itself in a copy of the repository, and plain \`vitest run\` is a new process for each: first the folder's tests, then, where those notice nothing, those of the layers about it that need little time. A mutant that no test notices shows a line that nobody checks, or one that does not matter.

Run on ${date} with Node ${node} on commit ${commit}: ${sample} mutants of each folder, drawn by seed ${seed} from all that there are.`;
}

function table(outcomes: readonly Outcome[]): string {
  const all = {
    of: sumOf(outcomes, (one) => one.of),
    planted: sumOf(outcomes, (one) => one.planted),
    killed: sumOf(outcomes, (one) => one.killed),
    neverEnded: sumOf(outcomes, (one) => one.neverEnded),
  };
  const row = (name: string, one: typeof all): string =>
    `| ${name} | ${one.of} | ${one.planted} | ${one.killed} | ${one.neverEnded} | ${shareOf(one)} |`;
  return [
    "| folder | mutants | planted | noticed | of these never ended | share |",
    "| --- | --- | --- | --- | --- | --- |",
    ...outcomes.map((one) => row(`\`${one.folder}/\``, one)),
    row("**all**", all),
  ].join("\n");
}

function missing(outcomes: readonly Outcome[]): readonly string[] {
  const names = mutatedFolders
    .filter((name) => outcomes.every(({ folder }) => folder !== name))
    .map((name) => `\`${name}/\``);
  return names.length === 0 ? [] : [`Not run, so nothing is said of them: ${names.join(", ")}.`];
}

function listed(survivors: readonly Survivor[]): string {
  const byFile = Map.groupBy(survivors, ({ file }) => file);
  return [...byFile]
    .map(([file, ofFile]) => {
      const lines = ofFile.map((one) => {
        const reason = reasonOf(one);
        return `- ${one.line}: ${changeOf(one)}${reason === undefined ? "" : `: ${reason}`}`;
      });
      return `\`${file}\`\n\n${lines.join("\n")}`;
    })
    .join("\n\n");
}

export function changeOf({ before, after }: Pick<Survivor, "before" | "after">): string {
  return `${code(before)} → ${code(after)}`;
}

function reasonOf({ file, before, after }: Survivor): string | undefined {
  return left.find(
    (one) =>
      one.file === file &&
      oneLine(before).includes(one.before) &&
      (one.after === undefined || one.after === oneLine(after)),
  )?.reason;
}

function code(text: string): string {
  const flat = oneLine(text);
  const short = flat.length > 90 ? `${flat.slice(0, 88)} …` : flat;
  return short.includes("`") ? `\`\` ${short} \`\`` : `\`${short}\``;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}

export function shareOf({ planted, killed }: Pick<Outcome, "planted" | "killed">): string {
  return `${((100 * killed) / planted).toFixed(1)} %`;
}

export function sumOf<T>(all: readonly T[], what: (one: T) => number): number {
  return all.reduce((sum, one) => sum + what(one), 0);
}
