import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

import { InputError } from "../errors.ts";
import { inRepository, invocation } from "../invocation.ts";
import {
  type Baseline,
  type BaselineFile,
  baselineFiles,
} from "../report/baseline/baseline-files.ts";
import { writeAll } from "../report/output-folder.ts";
import { isOwnFile, type ScenarioFile } from "../scenario/load.ts";
import { ownBaseline } from "./own-baseline.ts";
import { prepareUntilExit } from "./results-place.ts";

/** Where the baseline of these scenarios is: beside them, or the one that comes with convoy. Throws InputError. */
export function baselineFolder(files: readonly ScenarioFile[], given: string | undefined): string {
  if (given !== undefined) return given;
  const folders = new Set(
    files.map(({ file }) => (isOwnFile(file) ? ownBaseline : join(dirname(file), "baseline"))),
  );
  const [only, ...others] = folders;
  if (only !== undefined && others.length === 0) return relative(process.cwd(), only) || ".";
  throw new InputError(
    "--baseline: these scenarios lie in several folders: say which folder their baseline is in",
  );
}

/** Its files; undefined when there is no summary.csv. Throws InputError for what cannot be read. */
export function readBaseline(folder: string): Baseline | undefined {
  if (!existsSync(join(folder, "summary.csv"))) return undefined;
  const there = baselineFiles.filter((name) => existsSync(join(folder, name)));
  return new Map(there.map((name) => [name, textOf(join(folder, name))]));
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new InputError(`${file}: cannot be read: ${(cause as Error).message}`, { cause });
  }
}

export function noBaseline(folder: string): InputError {
  return new InputError(
    `${join(folder, "summary.csv")}: there is no baseline: ${invocation("check")} with the same options and --update makes it`,
  );
}

/** Makes sure, before anything runs, that a baseline can be written there. Throws InputError. */
export function prepareBaseline(folder: string): void {
  const isOwn = join(process.cwd(), folder, "/") === ownBaseline;
  if (isOwn && !inRepository) {
    throw new InputError(
      `--update: ${folder} comes with convoy: name a folder of your own with --baseline`,
    );
  }
  prepareUntilExit(folder, "--baseline");
}

export function writeBaseline(folder: string, baseline: ReadonlyMap<BaselineFile, string>): void {
  writeAll(folder, baseline, "--baseline");
}
