/**
 * Several recorders' files as one history: by time, and within a file in its own order. A record that names no recorder gets the one of
 * its file's header, or the file's name.
 */
import type { HistoryRecord } from "./record.ts";

/** The records of one file, some at a time. */
export interface RecordedFile {
  readonly name: string;
  readonly batches: AsyncIterable<readonly HistoryRecord[]>;
}

/** Where a file has come. */
class Reading {
  readonly #batches: AsyncIterator<readonly HistoryRecord[]>;
  #recorder: string;
  #batch: readonly HistoryRecord[] = [];
  #at = 0;
  /** The latest time so far: within a file, nothing is put before what stands before it. */
  #latestMs = -Infinity;

  constructor({ name, batches }: RecordedFile) {
    this.#recorder = name;
    this.#batches = batches[Symbol.asyncIterator]();
  }

  get next(): HistoryRecord | undefined {
    return this.#batch[this.#at];
  }

  /** When the next record is to be taken. Headers come first of all. */
  get dueMs(): number {
    const { next } = this;
    if (next === undefined) return Infinity;
    return next.type === "header" ? -Infinity : Math.max(this.#latestMs, next.atMs);
  }

  /** Makes sure of the next record; false at the end. */
  async fill(): Promise<boolean> {
    while (this.#at >= this.#batch.length) {
      const { value, done } = await this.#batches.next();
      if (done === true) return false;
      this.#batch = value;
      this.#at = 0;
    }
    return true;
  }

  take(): HistoryRecord {
    const record = this.next!;
    this.#at += 1;
    if (record.type === "header") this.#recorder = record.recorder ?? this.#recorder;
    else this.#latestMs = Math.max(this.#latestMs, record.atMs);
    return record.recorder === undefined ? { ...record, recorder: this.#recorder } : record;
  }

  get hasNext(): boolean {
    return this.#at < this.#batch.length;
  }
}

/** Merges; one file is given on as it is. */
export async function* mergeHistories(
  files: readonly RecordedFile[],
): AsyncGenerator<readonly HistoryRecord[]> {
  const [only] = files;
  if (files.length === 1 && only !== undefined) {
    yield* only.batches;
    return;
  }
  let readings: Reading[] = [];
  for (const file of files) {
    const reading = new Reading(file);
    if (await reading.fill()) readings.push(reading);
  }
  while (readings.length > 0) {
    const merged: HistoryRecord[] = [];
    let first = earliest(readings);
    // Until the file that is next has to be read on.
    while (first.hasNext) {
      merged.push(first.take());
      if (!first.hasNext) break;
      first = earliest(readings);
    }
    yield merged;
    if (!(await first.fill())) readings = readings.filter((reading) => reading !== first);
  }
}

/** The file whose next record comes first; of several the one named first. */
function earliest(readings: readonly Reading[]): Reading {
  let first = readings[0]!;
  for (const reading of readings) if (reading.dueMs < first.dueMs) first = reading;
  return first;
}
