/** Plants mutants in a folder, one at a time, and runs the folder's tests on each, in child processes that end with the first failure. */
import { globSync, readFileSync } from "node:fs";
import { relative } from "node:path";

import { Stryker } from "@stryker-mutator/core";

import type { MutatedFolder } from "./folders.ts";
import { type LinesTaken, sampleOf } from "./sample.ts";

export interface MutateOptions {
  /** About so many of each folder's lines are mutated. */
  readonly lines: number;
  readonly seed: number;
  readonly concurrency: number;
  /** Tries those again, too, of whose fate an earlier run has left word, with nothing changed since. */
  readonly force: boolean;
}

/** One mutant that no test noticed. */
export interface Survivor {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly mutator: string;
  readonly before: string;
  readonly after: string;
}

export interface Outcome {
  readonly folder: string;
  readonly lines: LinesTaken;
  readonly planted: number;
  readonly killed: number;
  /** Of those. */
  readonly timedOut: number;
  readonly survivors: readonly Survivor[];
}

/** A test has failed, or never came to an end. */
const killed = new Set(["Killed", "Timeout"]);
const alive = new Set(["Survived", "NoCoverage"]);

export async function mutate(folder: MutatedFolder, options: MutateOptions): Promise<Outcome> {
  const files = globSync(`src/${folder.name}/**/*.ts`).sort();
  const { patterns, lines } = sampleOf(files, options.lines, options.seed);
  process.env["CONVOY_MUTANT_TESTS"] = folder.tests.join(" ");
  const stryker = new Stryker({
    configFile: "bench/mutants/stryker.json",
    mutate: [...patterns],
    concurrency: options.concurrency,
    incrementalFile: `node_modules/.cache/convoy-mutants/${folder.name}.json`,
    force: options.force,
  });
  const results = await stryker.runMutationTest();
  const survivors = results
    .filter(({ status }) => alive.has(status))
    .map(({ fileName, location, mutatorName, replacement }) => {
      const { start, end } = location;
      return {
        file: relative(process.cwd(), fileName),
        line: start.line,
        mutator: mutatorName,
        before: textBetween(fileName, start, end),
        after: oneLine(replacement),
      };
    });
  const deaths = results.filter(({ status }) => killed.has(status)).length;
  return {
    folder: folder.name,
    lines,
    planted: deaths + survivors.length,
    killed: deaths,
    timedOut: results.filter(({ status }) => status === "Timeout").length,
    survivors: survivors.sort(
      (one, two) => one.file.localeCompare(two.file) || one.line - two.line,
    ),
  };
}

/** Both from 1. */
interface Place {
  readonly line: number;
  readonly column: number;
}

function textBetween(file: string, start: Place, end: Place): string {
  const text = readFileSync(file, "utf8").split("\n");
  const lines = text.slice(start.line - 1, end.line);
  const last = lines.length - 1;
  lines[last] = lines[last]!.slice(0, end.column - 1);
  lines[0] = lines[0]!.slice(start.column - 1);
  return oneLine(lines.join(" "));
}

function oneLine(text: string): string {
  const flat = text.replaceAll(/\s+/g, " ").trim();
  return flat.length > 90 ? `${flat.slice(0, 88)} …` : flat;
}
