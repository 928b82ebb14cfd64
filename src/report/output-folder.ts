import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";

import { InputError } from "../errors.ts";

/**
 * Makes sure, before any run begins, that results can be written there. Throws InputError if not. The returned function takes
 * back what was made, as long as nothing was written into it.
 */
export function prepareFolder(folder: string): () => void {
  try {
    const parent = nearestExisting(folder);
    if (!statSync(parent).isDirectory()) throw new Error(`${parent} is not a folder`);
    accessSync(parent, constants.W_OK | constants.X_OK);
    const made = mkdirSync(folder, { recursive: true });
    return () => {
      if (made !== undefined && isEmptyBelow(made)) rmSync(made, { recursive: true });
    };
  } catch (error) {
    throw cannotWrite(folder, error);
  }
}

function isEmptyBelow(folder: string): boolean {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).every((entry) =>
    entry.isDirectory(),
  );
}

function nearestExisting(path: string): string {
  return existsSync(path) ? path : nearestExisting(dirname(path));
}

/**
 * Writes all files or none: each goes to a temporary name first, and only when the last one is complete do they get their names.
 * Throws InputError, with nothing left behind, when that fails (a full disk, a folder taken away).
 */
export function writeAll(folder: string, files: ReadonlyMap<string, string>): void {
  const temporary = (name: string): string => join(folder, `.${name}.${process.pid}.tmp`);
  try {
    for (const [name, text] of files) writeFileSync(temporary(name), text);
    for (const name of files.keys()) renameSync(temporary(name), join(folder, name));
  } catch (error) {
    for (const name of files.keys()) rmSync(temporary(name), { force: true });
    throw cannotWrite(folder, error);
  }
}

function cannotWrite(folder: string, error: unknown): InputError {
  return new InputError(
    `--out ${folder}: cannot be written: ${(error as Error).message}. Choose another folder.`,
    { cause: error },
  );
}
