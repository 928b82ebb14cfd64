import { readdirSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { InputError } from "../errors.ts";
import { prepareFolder, writeAll } from "../report/output-folder.ts";
import { exitOnSignal } from "./stop-on-signal.ts";

type Files = Parameters<typeof writeAll>[1];

/** Where the results of a command go. */
export interface ResultsPlace {
  /**
   * Writes them, and gives the folder: where that was replaced or cannot be written any more, another one, which stderr names; what
   * was asked for has failed then. Throws as `writeAll` does when there is none (a full disk).
   */
  readonly write: (files: () => Files) => string;
}

/** Results of another command, or anything else, are not written over unless that is asked for. Throws InputError. */
export function refuseFilled(folder: string, force: boolean): void {
  if (force || !holdsAnything(folder)) return;
  throw new InputError(
    `--out ${folder}: there is something in it: choose another folder, or give --force to write over what has the same names`,
  );
}

function holdsAnything(folder: string, besides?: string): boolean {
  const isFolder = statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
  if (!isFolder) return false;
  return readdirSync(folder).some((name) => !name.endsWith(historyEnding) && name !== besides);
}

/** Histories are written while the runs are under way. */
const historyEnding = ".history.jsonl";

/**
 * Makes sure of the folder before anything runs. However the process ends, it is taken away again if nothing was written into it.
 * Throws InputError when nothing can be.
 */
export function openResultsPlace(folder: string, startedAt: Date): ResultsPlace {
  const prepared = prepareUntilExit(folder);
  const wasFilled = holdsAnything(folder);
  return {
    write: (files) => {
      try {
        mustBe(folder, prepared);
        // What may be left on the target is noted there from the start.
        if (!wasFilled && holdsAnything(folder, "run.json")) {
          throw new Error(`--out ${folder}: somebody else has written into it meanwhile`);
        }
        writeAll(folder, files());
        return folder;
      } catch (error) {
        return writeElsewhere(folder, startedAt, files, error);
      }
    },
  };
}

/** Makes sure of the folder; at the end of the process, by a signal too, it goes again if nothing is in it. Gives what it is known by. */
export function prepareUntilExit(folder: string, option?: string): string | undefined {
  exitOnSignal();
  const takeBack = prepareFolder(folder, option);
  const prepared = identityOf(folder);
  process.once("exit", () => {
    // What stands in its place by then is not ours.
    if (identityOf(folder) === prepared) takeBack();
  });
  return prepared;
}

function writeElsewhere(
  folder: string,
  startedAt: Date,
  files: () => Files,
  reason: unknown,
): string {
  const name = `convoy-${startedAt.toISOString().replaceAll(":", "-").slice(0, 19)}-${process.pid}`;
  for (const other of [`${folder}-${name}`, join(tmpdir(), name)]) {
    try {
      const takeBack = prepareFolder(other);
      try {
        writeAll(other, files());
      } catch (error) {
        takeBack();
        throw error;
      }
      const why = (reason as Error).message.replace(/\. Choose another folder\.$/, "");
      console.error(`convoy: ${why}: the results are in ${other}`);
      return other;
    } catch {
      // The next one may do; if none does, the first reason is the one to tell.
    }
  }
  throw reason;
}

/** What was taken away is made again; what stands in its place is somebody else's. */
function mustBe(folder: string, prepared: string | undefined): void {
  const now = identityOf(folder);
  if (now === undefined) prepareFolder(folder);
  else if (now !== prepared) throw new Error(`--out ${folder} was replaced while this ran`);
}

/** The same folder has the same one for as long as it is there. */
function identityOf(folder: string): string | undefined {
  const stats = statSync(folder, { bigint: true, throwIfNoEntry: false });
  return stats === undefined ? undefined : `${stats.dev}:${stats.ino}:${stats.isDirectory()}`;
}
