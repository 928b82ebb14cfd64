import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, extname, matchesGlob, relative, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { InputError } from "../errors.ts";
import type { FigureColumn } from "./figures.ts";
import { issueLines, lineInJson, lineInModule } from "./input-lines.ts";
import type { Scenario } from "./scenario.ts";
import { scenarioSchema } from "./schema.ts";

/** Where the default suite lies, beside the sources and beside the built files alike. */
const suiteFolder = fileURLToPath(new URL("../../scenarios/", import.meta.url));

export interface ScenarioFile {
  readonly file: string;
  readonly scenario: Scenario;
}

/**
 * The scenarios that the patterns name: names or globs of the suite (none: all of it), or paths of files of the user's own. `figures`:
 * the columns that they may put a bound on.
 */
export async function loadScenarios(
  patterns: readonly string[],
  figures: readonly FigureColumn[],
): Promise<readonly ScenarioFile[]> {
  const suite = suiteFiles();
  const files = patterns.length === 0 ? suite : patterns.flatMap((one) => matching(one, suite));
  return Promise.all([...new Set(files)].map((file) => loadScenario(file, figures)));
}

function suiteFiles(): readonly string[] {
  return readdirSync(suiteFolder)
    .filter((name) => /\.(ts|js)$/.test(name) && !name.endsWith(".d.ts"))
    .sort()
    .map((name) => resolve(suiteFolder, name));
}

function matching(pattern: string, suite: readonly string[]): readonly string[] {
  if (/[/\\]|\.(ts|js|mjs|json)$/.test(pattern)) {
    if (!existsSync(pattern)) throw new InputError(`--scenario ${pattern}: there is no such file`);
    return [resolve(pattern)];
  }
  const found = suite.filter((file) => matchesGlob(scenarioName(file), pattern));
  if (found.length === 0) {
    throw new InputError(
      `--scenario ${pattern}: no such scenario. There are: ${suite.map(scenarioName).join(", ")}`,
    );
  }
  return found;
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
): Promise<ScenarioFile> {
  const shown = relative(process.cwd(), file);
  const text = readText(file, shown);
  const value = await importDefault(file, shown, text);
  const lineOf = file.endsWith(".json") ? lineInJson : lineInModule;
  const parsed = scenarioSchema(figures).safeParse(value);
  if (!parsed.success) {
    const whole = "default export";
    throw new InputError(issueLines(parsed.error.issues, { shown, text, whole, lineOf }));
  }
  const expectedName = scenarioName(file);
  if (parsed.data.name !== expectedName) {
    const line = lineOf(["name"], text);
    throw new InputError(
      `${shown}:${line}: name: is "${parsed.data.name}", must be the file's name, "${expectedName}"`,
    );
  }
  return { file, scenario: parsed.data };
}

function readText(file: string, shown: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new InputError(`${shown}: cannot be read: ${(error as Error).message}`, { cause: error });
  }
}

async function importDefault(file: string, shown: string, text: string): Promise<unknown> {
  try {
    if (file.endsWith(".json")) return JSON.parse(text);
    const loaded: unknown = await import(pathToFileURL(file).href);
    return (loaded as { default?: unknown }).default;
  } catch (error) {
    throw new InputError(`${shown}: cannot be loaded: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
