import { leastKilled } from "./folders.ts";
import { left } from "./left.ts";
import type { Outcome, Survivor } from "./mutate.ts";

export interface Circumstances {
  /** ISO date. */
  readonly date: string;
  readonly commit: string;
  readonly node: string;
  /** Of the sample of lines. */
  readonly seed: number;
}

/** docs/MUTANTS.md: how many planted faults the tests notice, and what is left and why. */
export function mutantsPage(outcomes: readonly Outcome[], facts: Circumstances): string {
  const survivors = outcomes.flatMap((outcome) => outcome.survivors);
  const [told, untold] = [survivors.filter(reasonOf), survivors.filter((one) => !reasonOf(one))];
  return `${[
    "# Mutants",
    introduction(outcomes, facts),
    table(outcomes),
    `The suite fails below ${100 * leastKilled} %. *In time*: a test that never came to an end counts as one that has noticed.`,
    "## What is left, and why",
    told.length === 0 ? "Nothing." : listed(told, true),
    ...(untold.length === 0
      ? []
      : ["## What is left, and may be worth a test", listed(untold, false)]),
    "## Again",
    "`npm run mutants -- --force --page` writes this page. `npm run mutants` tries again only what has changed since; `npm run mutants -- cost metrics` takes some folders, `-- --lines 500` more lines of each, `-- --seed 2` others, and `-- --all` every line, which takes hours. The reasons are in `bench/mutants/left.ts`.",
  ].join("\n\n")}\n`;
}

function introduction(
  outcomes: readonly Outcome[],
  { date, commit, node, seed }: Circumstances,
): string {
  const isWhole = outcomes.every(({ lines: { taken, of } }) => taken === of);
  const where = isWhole
    ? "in every line of the folders below"
    : `in a sample of the lines of the folders below (seed ${seed}; pieces of twelve lines)`;
  return `A mutant is the program with one small fault: a comparison turned round, a condition that always holds, a block emptied, a text or a term changed. [Stryker](https://stryker-mutator.io) plants them one at a time, ${where}, and runs the tests of the folder that come by there, of those that need little time. What is computed once when a file is loaded, such as a table of prices, is not mutated. A mutant that no test notices shows a line that nobody checks, or one that does not matter.\n\nRun on ${date} with Node ${node} and commit ${commit}.`;
}

function table(outcomes: readonly Outcome[]): string {
  const all = {
    folder: "**all**",
    lines: {
      taken: sumOf(outcomes.map(({ lines }) => lines.taken)),
      of: sumOf(outcomes.map(({ lines }) => lines.of)),
    },
    planted: sumOf(outcomes.map(({ planted }) => planted)),
    killed: sumOf(outcomes.map(({ killed }) => killed)),
    timedOut: sumOf(outcomes.map(({ timedOut }) => timedOut)),
  };
  const rows = [...outcomes.map((one) => ({ ...one, folder: `\`${one.folder}/\`` })), all];
  return [
    "| folder | lines | planted | noticed | of these in time | share |",
    "| --- | --- | --- | --- | --- | --- |",
    ...rows.map(
      ({ folder, lines, planted, killed, timedOut }) =>
        `| ${folder} | ${lines.taken} of ${lines.of} | ${planted} | ${killed} | ${timedOut} | ${((100 * killed) / planted).toFixed(1)} % |`,
    ),
  ].join("\n");
}

function listed(survivors: readonly Survivor[], hasReasons: boolean): string {
  const byFile = Map.groupBy(survivors, ({ file }) => file);
  return [...byFile]
    .map(([file, ofFile]) => {
      const lines = ofFile.map((one) => {
        const change = `${one.line}: ${code(one.before)} → ${code(one.after)}`;
        return hasReasons ? `- ${change}: ${reasonOf(one)}` : `- ${change}`;
      });
      return `\`${file}\`\n\n${lines.join("\n")}`;
    })
    .join("\n\n");
}

function reasonOf({ file, before, after }: Survivor): string | undefined {
  return left.find(
    (one) =>
      one.file === file &&
      before.includes(one.before) &&
      (one.after === undefined || one.after === after),
  )?.reason;
}

function code(text: string): string {
  return text === "" ? "nothing" : `\`\`${text.startsWith("`") ? ` ${text} ` : text}\`\``;
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0);
}
