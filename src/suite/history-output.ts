import { closeSync, openSync, rmSync, writeSync } from "node:fs";

import { InputError } from "../errors.ts";
import { encodeRecord } from "../history/history-file.ts";
import type { HistorySink } from "../history/record.ts";

/** Bytes gathered before a write. Writes are synchronous: under virtual time nothing else may do I/O. */
const chunkLength = 1 << 20;

/**
 * A history file that is being written; disposing it writes the rest and closes it. When writing fails the file is removed, and
 * disposing throws InputError: adding never does, since a run must not take a full disk for a failed send.
 */
export function openHistoryFile(path: string): HistorySink & Disposable {
  const descriptor = open(path);
  let waiting: string[] = [];
  let length = 0;
  let failure: InputError | undefined;
  const flush = (): void => {
    try {
      if (failure === undefined) writeSync(descriptor, waiting.join(""));
    } catch (error) {
      rmSync(path, { force: true });
      failure = cannotWrite(path, error);
    }
    waiting = [];
    length = 0;
  };
  return {
    add: (record) => {
      const line = `${encodeRecord(record)}\n`;
      waiting.push(line);
      length += line.length;
      if (length > chunkLength) flush();
    },
    [Symbol.dispose]: () => {
      flush();
      closeSync(descriptor);
      if (failure !== undefined) throw failure;
    },
  };
}

function open(path: string): number {
  try {
    return openSync(path, "w");
  } catch (error) {
    throw cannotWrite(path, error);
  }
}

function cannotWrite(path: string, error: unknown): InputError {
  return new InputError(`${path}: cannot be written: ${(error as Error).message}`, {
    cause: error,
  });
}
