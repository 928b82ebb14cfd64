import { closeSync, openSync, writeSync } from "node:fs";

import { InputError } from "../errors.ts";
import { encodeRecord } from "../history/history-file.ts";
import type { HistorySink } from "../history/record.ts";

/** Bytes gathered before a write. Writes are synchronous: under virtual time nothing else may do I/O. */
const chunkLength = 1 << 20;

/** A history file that is being written; disposing it writes the rest and closes it. */
export function openHistoryFile(path: string): HistorySink & Disposable {
  const descriptor = open(path);
  let waiting: string[] = [];
  let length = 0;
  const flush = (): void => {
    writeSync(descriptor, waiting.join(""));
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
    },
  };
}

function open(path: string): number {
  try {
    return openSync(path, "w");
  } catch (error) {
    throw new InputError(`cannot write ${path}: ${(error as Error).message}`, { cause: error });
  }
}
