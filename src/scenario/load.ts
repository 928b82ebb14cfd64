import { existsSync, readdirSync } from "node:fs";
import { basename, dirname, extname, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import picomatch from "picomatch";

import { InputError } from "../errors.ts";
import { invocation } from "../invocation.ts";
import type { ComparedRun } from "./comparison.ts";
import { nearest } from "./did-you-mean.ts";
import type { FigureColumn } from "./figures.ts";
import { isComparison, judgeComparison, runsOf } from "./judge-comparison.ts";
import { judgeScenario } from "./judge-scenario.ts";
import type { Override } from "./overrides.ts";
import { readSource, type Source } from "./read-source.ts";
import type { ResolvedScenario } from "./resolved.ts";
import { filesOfFolder, isFolder, isScenarioLike } from "./scenario-folder.ts";

/** Where the scenarios lie that come with convoy, beside the sources and beside the built files alike. */
const ownFolder = fileURLToPath(new URL("../../scenarios/", import.meta.url));

/** Where pairs of a design that breaks and its cure lie. */
const failuresFolder = fileURLToPath(new URL("../../scenarios/failures/", import.meta.url));

export const suiteNames = ["default", "failures"] as const;

export type SuiteName = (typeof suiteNames)[number];

/** The scenarios of a suite, as patterns. Default: the comparison, and the spike. */
export function suitePatterns(suite: SuiteName): readonly string[] {
  if (suite === "failures") return filesIn(failuresFolder).map(fileName);
  return ["100-trucks", "kinesis-spike-6-shards", "kinesis-spike-more-shards"];
}

export interface ScenarioFile {
  readonly file: string;
  /** As it runs: with the overrides, and every default filled in. */
  readonly scenario: ResolvedScenario;
  readonly overrides: readonly Override[];
  /** What is odd about it and may be meant so, in sentences. */
  readonly warnings: readonly string[];
}

/**
 * The scenarios that the patterns name (none: the default suite). A pattern is a name or a glob of those that come with convoy, of a
 * design or a comparison for all its runs (a glob means pairs of the failure library only where nothing else fits it); or the path of a
 * file of the user's own, for a run of a comparison with its name behind a colon; or of a folder, for all that are in it. `figures`:
 * the columns that scenarios may put a bound on; `overrides`: what is changed in each.
 */
export async function loadScenarios(
  patterns: readonly string[],
  figures: readonly FigureColumn[],
  overrides: readonly Override[] = [],
): Promise<readonly ScenarioFile[]> {
  const chosen = new Map<string, Set<string>>();
  for (const pattern of patterns.length === 0 ? suitePatterns("default") : patterns) {
    for (const { file, name } of await matching(pattern, figures)) {
      chosen.set(file, (chosen.get(file) ?? new Set()).add(name));
    }
  }
  const loaded = [...chosen].map(([file, names]) =>
    loadFile(file, figures, overrides, (name) => names.has(name)),
  );
  return (await Promise.all(loaded)).flat();
}

/** What comes with convoy, by file. */
export interface Listed {
  readonly name: string;
  readonly summary: string;
  /** Of a comparison. */
  readonly designs?: readonly string[];
  readonly phases?: readonly string[];
}

/** Every scenario and comparison that comes with convoy, but those of the suite `failures`: or these. */
export async function listOwn(
  figures: readonly FigureColumn[],
  suite: SuiteName = "default",
): Promise<readonly Listed[]> {
  return Promise.all(
    filesIn(suite === "failures" ? failuresFolder : ownFolder).map(async (file) => {
      const { value } = await readSource(file);
      const { name, summary } = value as Listed;
      if (!isComparison(value)) return { name, summary };
      const runs = runsOf(value, figures).map(({ compared }) => compared);
      const designs = [...new Set(runs.map(({ design }) => design))];
      return { name, summary, designs, phases: [...new Set(runs.map(({ phase }) => phase))] };
    }),
  );
}

/** A scenario that can be chosen. */
interface Choice {
  readonly file: string;
  readonly name: string;
  readonly compared?: ComparedRun;
}

async function matching(
  pattern: string,
  figures: readonly FigureColumn[],
): Promise<readonly Choice[]> {
  const ofFile = /^(.*\.(?:ts|mts|js|mjs|json))(?::(.+))?$/.exec(pattern);
  if (ofFile !== null || /[/\\]/.test(pattern)) {
    const [, path = pattern, run] = ofFile ?? [];
    if (!existsSync(path)) throw new InputError(`--scenario ${pattern}: there is no such file`);
    if (isFolder(path)) return folderChoices(pattern, path, figures);
    return chosenOf(pattern, run ?? "*", await choicesOf(resolve(path), figures));
  }
  const own = await choicesIn(ownFolder, figures);
  const matches = picomatch(pattern);
  if (own.some((choice) => fits(choice, pattern, matches))) {
    return chosenOf(pattern, pattern, own);
  }
  const all = [...own, ...(await choicesIn(failuresFolder, figures))];
  const isOwn = all.some((choice) => fits(choice, pattern, matches));
  if (!isOwn && isFolder(pattern)) return folderChoices(pattern, pattern, figures);
  return chosenOf(pattern, pattern, all);
}

async function choicesIn(
  folder: string,
  figures: readonly FigureColumn[],
): Promise<readonly Choice[]> {
  return (await Promise.all(filesIn(folder).map((file) => choicesOf(file, figures)))).flat();
}

async function folderChoices(
  argument: string,
  folder: string,
  figures: readonly FigureColumn[],
): Promise<readonly Choice[]> {
  const files = filesOfFolder(folder);
  const sources = await Promise.all(files.map(readSource));
  const scenarios = files.filter((_, at) => isScenarioLike(sources[at]!.value));
  if (scenarios.length === 0) {
    throw new InputError(`--scenario ${argument}: there is no scenario in this folder`);
  }
  return (await Promise.all(scenarios.map((file) => choicesOf(file, figures)))).flat();
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => /\.(ts|js)$/.test(name) && !name.endsWith(".d.ts"))
    .sort()
    .map((name) => resolve(folder, name));
}

function fits(
  { name, compared }: Choice,
  pattern: string,
  matches: (name: string) => boolean,
): boolean {
  return matches(name) || compared?.design === pattern || compared?.comparison === pattern;
}

async function choicesOf(
  file: string,
  figures: readonly FigureColumn[],
): Promise<readonly Choice[]> {
  const { value } = await readSource(file);
  const name = fileName(file);
  const runs = isComparison(value) ? runsOf(value, figures) : [];
  // What is wrong with a file is said when it is loaded.
  if (runs.length === 0) return [{ file, name }];
  return runs.map(({ scenario, compared }) => ({ file, name: scenario.name, compared }));
}

function chosenOf(
  argument: string,
  pattern: string,
  choices: readonly Choice[],
): readonly Choice[] {
  const matches = picomatch(pattern);
  const found = choices.filter((choice) => fits(choice, pattern, matches));
  if (found.length > 0) return found;
  const names = choices.flatMap(({ name, compared }) => [
    name,
    ...(compared ? [compared.design] : []),
  ]);
  const meant = nearest(pattern, names);
  const hint = meant === undefined ? "" : `; did you mean ${meant}?`;
  throw new InputError(
    `--scenario ${argument}: no such scenario${hint} (${invocation("bench --list")} shows them all)`,
  );
}

/** Whether it came with convoy. */
export function isOwnFile(file: string): boolean {
  return [ownFolder, failuresFolder].some((own) => dirname(file) === resolve(own));
}

/** What `--scenario` takes to mean this scenario. */
export function scenarioArgument(file: string, name: string): string {
  if (isOwnFile(file)) return name;
  const path = relative(process.cwd(), file);
  return name === fileName(file) ? path : `${path}:${name}`;
}

function fileName(file: string): string {
  return basename(file, extname(file));
}

/** Loads and validates one scenario of a file; every fault of the file is named with its line and field. */
export async function loadScenario(
  file: string,
  figures: readonly FigureColumn[],
  overrides: readonly Override[] = [],
  name: string = fileName(file),
): Promise<ScenarioFile> {
  const [found] = await loadFile(file, figures, overrides, (one) => one === name);
  if (found === undefined) throw new InputError(`${file}: there is no ${name} in it`);
  return found;
}

async function loadFile(
  file: string,
  figures: readonly FigureColumn[],
  overrides: readonly Override[],
  isWanted: (name: string) => boolean,
): Promise<readonly ScenarioFile[]> {
  const source = await readSource(file);
  return judgedOf(source, fileName(file), { figures, overrides }, isWanted).map((judged) => ({
    ...judged,
    file,
    overrides,
  }));
}

function judgedOf(
  source: Source,
  name: string,
  judging: { readonly figures: readonly FigureColumn[]; readonly overrides: readonly Override[] },
  isWanted: (name: string) => boolean,
) {
  if (!isComparison(source.value)) return [judgeScenario(source, name, judging)];
  return judgeComparison(source, name, judging, ({ scenario }) => isWanted(scenario.name));
}
