import { InputError } from "../errors.ts";
import { decodeHistoryBytes } from "../history/history-file.ts";
import { mergeHistories } from "../history/merge.ts";
import type { HistorySink } from "../history/record.ts";
import { openHistory } from "./history-bytes.ts";

/** How often a reader may say how far it is, in milliseconds. */
const tellEveryMs = 500;

/** How far reading has come. */
export interface ReadingProgress {
  readonly records: number;
  readonly seconds: number;
  /** 0 to 1; undefined where that is not known. */
  readonly share: number | undefined;
}

/** What takes the records, and may have enough of them. */
export interface Reader extends HistorySink {
  readonly hasStopped?: () => boolean;
}

/**
 * Gives the records of the history files to the sink, merged by time, until there are no more or it takes none. Throws InputError naming
 * file, line and field.
 */
export async function readHistoryFiles(
  paths: readonly string[],
  sink: Reader,
  tell: (progress: ReadingProgress) => void = () => {},
): Promise<void> {
  if (paths.filter((path) => path === "-").length > 1) {
    throw new InputError("standard input (-) can be read only once");
  }
  const files = paths.map(openHistory);
  const began = performance.now();
  let records = 0;
  let told = began;
  const merged = mergeHistories(
    files.map(({ name, chunks }) => ({ name, batches: decodeHistoryBytes(chunks, name) })),
  );
  try {
    for await (const batch of merged) {
      for (const record of batch) sink.add(record);
      if (sink.hasStopped?.() === true) break;
      records += batch.length;
      const now = performance.now();
      if (now - told < tellEveryMs) continue;
      told = now;
      const shares = files.map(({ share }) => share());
      const share = shares.includes(undefined)
        ? undefined
        : shares.reduce<number>((sum, one) => sum + one!, 0) / shares.length;
      tell({ records, seconds: (now - began) / 1000, share });
    }
  } finally {
    for (const file of files) file.close();
  }
}

/** One file. */
export function readHistoryFile(path: string, sink: HistorySink): Promise<void> {
  return readHistoryFiles([path], sink);
}
