import { existsSync, readdirSync } from "node:fs";
import { basename, dirname, extname, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import picomatch from "picomatch";

import { InputError } from "../errors.ts";
import { invocation } from "../invocation.ts";
import { nearest } from "./did-you-mean.ts";
import type { FigureColumn } from "./figures.ts";
import { judgeScenario } from "./judge-scenario.ts";
import type { Override } from "./overrides.ts";
import { readSource } from "./read-source.ts";
import type { ResolvedScenario } from "./resolved.ts";

/** Where the default suite lies, beside the sources and beside the built files alike. */
const suiteFolder = fileURLToPath(new URL("../../scenarios/", import.meta.url));

export interface ScenarioFile {
  readonly file: string;
  /** As it runs: with the overrides, and every default filled in. */
  readonly scenario: ResolvedScenario;
  readonly overrides: readonly Override[];
  /** What is odd about it and may be meant so, in sentences. */
  readonly warnings: readonly string[];
}

/**
 * The scenarios that the patterns name: names or globs of the suite (none: all of it), or paths of files of the user's own. `figures`:
 * the columns that they may put a bound on; `overrides`: what is changed in each.
 */
export async function loadScenarios(
  patterns: readonly string[],
  figures: readonly FigureColumn[],
  overrides: readonly Override[] = [],
): Promise<readonly ScenarioFile[]> {
  const suite = suiteFiles();
  const files = patterns.length === 0 ? suite : patterns.flatMap((one) => matching(one, suite));
  return Promise.all([...new Set(files)].map((file) => loadScenario(file, figures, overrides)));
}

function suiteFiles(): readonly string[] {
  return readdirSync(suiteFolder)
    .filter((name) => /\.(ts|js)$/.test(name) && !name.endsWith(".d.ts"))
    .sort()
    .map((name) => resolve(suiteFolder, name));
}

function matching(pattern: string, suite: readonly string[]): readonly string[] {
  if (/[/\\]|\.(ts|mts|js|mjs|json)$/.test(pattern)) {
    if (!existsSync(pattern)) throw new InputError(`--scenario ${pattern}: there is no such file`);
    return [resolve(pattern)];
  }
  const matches = picomatch(pattern);
  const found = suite.filter((file) => matches(scenarioName(file)));
  if (found.length > 0) return found;
  const meant = nearest(pattern, suite.map(scenarioName));
  const hint = meant === undefined ? "" : `; did you mean ${meant}?`;
  throw new InputError(
    `--scenario ${pattern}: no such scenario${hint} (${invocation("bench --list")} shows them all)`,
  );
}

/** What `--scenario` takes to mean this file. */
export function scenarioArgument(file: string): string {
  return dirname(file) === resolve(suiteFolder)
    ? scenarioName(file)
    : relative(process.cwd(), file);
}

function scenarioName(file: string): string {
  return basename(file, extname(file));
}

/** Loads and validates one file; every fault of it is named with its line and field. */
export async function loadScenario(
  file: string,
  figures: readonly FigureColumn[],
  overrides: readonly Override[] = [],
): Promise<ScenarioFile> {
  const source = await readSource(file);
  const { scenario, warnings } = judgeScenario(source, scenarioName(file), { figures, overrides });
  return { file, scenario, overrides, warnings };
}
