import {
  accessSync,
  constants,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";

import { ConvoyError, exitCodes, InputError } from "../errors.ts";
import type { FileText } from "./report-files.ts";

const chunkLength = 1 << 20;

/**
 * Makes sure, before any run begins, that results can be written there. Throws InputError if not. The returned function takes
 * back what was made, as long as nothing was written into it. `option`: by which the folder was named.
 */
export function prepareFolder(folder: string, option = "--out"): () => void {
  try {
    const parent = nearestExisting(resolve(folder));
    if (!statSync(parent).isDirectory()) throw new Error(`${parent} is not a folder`);
    accessSync(parent, constants.W_OK | constants.X_OK);
    const made = makeFolders(resolve(folder), parent);
    return () => {
      if (made !== undefined && isEmptyBelow(made)) rmSync(made, { recursive: true });
    };
  } catch (error) {
    throw new InputError(unwritable(option, folder, error), { cause: error });
  }
}

/** The first of those that were made. One by one: a recursive mkdir never returns where a file system refuses with ENOENT, as /proc does. */
function makeFolders(folder: string, parent: string): string | undefined {
  const missing = relative(parent, folder).split(sep).filter(Boolean);
  const folders = missing.map((_, index) => join(parent, ...missing.slice(0, index + 1)));
  for (const one of folders) makeFolder(one);
  return folders[0];
}

/** Somebody else may have made it a moment ago. */
function makeFolder(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
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
 * Throws, with nothing left behind, when that fails (a full disk, a folder taken away): by then the runs are over, so that is no
 * bad usage.
 */
export function writeAll(
  folder: string,
  files: ReadonlyMap<string, FileText>,
  option = "--out",
): void {
  const temporary = (name: string): string => join(folder, `.${name}.${process.pid}.tmp`);
  try {
    for (const [name, text] of files) writeText(temporary(name), text);
    for (const name of files.keys()) renameSync(temporary(name), join(folder, name));
  } catch (error) {
    for (const name of files.keys()) rmSync(temporary(name), { force: true });
    throw new ConvoyError(unwritable(option, folder, error), exitCodes.target, { cause: error });
  }
}

/** Pieces are gathered into chunks: a write for each would take longer than making them. */
function writeText(file: string, text: FileText): void {
  if (typeof text === "string") return writeFileSync(file, text);
  const descriptor = openSync(file, "w");
  try {
    let waiting: string[] = [];
    let length = 0;
    for (const piece of text) {
      waiting.push(piece);
      length += piece.length;
      if (length < chunkLength) continue;
      writeFileSync(descriptor, waiting.join(""));
      waiting = [];
      length = 0;
    }
    writeFileSync(descriptor, waiting.join(""));
  } finally {
    closeSync(descriptor);
  }
}

function unwritable(option: string, folder: string, error: unknown): string {
  return `${option} ${folder}: cannot be written: ${(error as Error).message}. Choose another folder.`;
}
