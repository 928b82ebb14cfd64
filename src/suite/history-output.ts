import { closeSync, openSync, rmSync, writeSync } from "node:fs";

import { encodeRecord } from "../history/history-file.ts";
import type { HistorySink } from "../history/record.ts";

/** Bytes gathered before a write. Writes are synchronous: under virtual time nothing else may do I/O. */
const chunkLength = 1 << 20;

export interface HistoryOutput extends HistorySink, Disposable {
  /** Writes what waits. */
  readonly flush: () => void;
  /** Writes the rest and closes the file. Gives why it could not be written: then there is none. */
  readonly close: () => string | undefined;
}

/** A history file that is being written. A folder that was taken away, or a full disk, must not take the run's verdict with it. */
export function openHistoryFile(path: string): HistoryOutput {
  let waiting: string[] = [];
  let length = 0;
  let failure: string | undefined;
  let descriptor: number | undefined;
  const trying = (write: () => void): void => {
    if (failure !== undefined) return;
    try {
      write();
    } catch (error) {
      failure = `${path}: cannot be written: ${(error as Error).message}`;
    }
  };
  const flush = (): void => {
    if (waiting.length === 0) return;
    trying(() => {
      if (descriptor !== undefined) writeSync(descriptor, waiting.join(""));
    });
    waiting = [];
    length = 0;
  };
  trying(() => {
    descriptor = openSync(path, "w");
  });
  const close = (): string | undefined => {
    flush();
    if (descriptor !== undefined) closeSync(descriptor);
    descriptor = undefined;
    if (failure !== undefined) rmSync(path, { force: true });
    return failure;
  };
  return {
    add: (record) => {
      const line = `${encodeRecord(record)}\n`;
      waiting.push(line);
      length += line.length;
      if (length > chunkLength) flush();
    },
    flush,
    close,
    [Symbol.dispose]: () => void close(),
  };
}
