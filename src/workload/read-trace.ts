import { InputError } from "../errors.ts";
import { decodeText } from "./decode-text.ts";
import type { ResolvedTrace } from "./resolve-workload.ts";
import { share, sharedFixes } from "./shared-traces.ts";
import { parseTrace, type TraceFix } from "./trace.ts";

/** A file's text, or its bytes. */
export type ReadFile = (file: string) => string | Uint8Array;

interface Latest {
  readonly key: string;
  /** As it was in the file; of a trace that is shared nobody reads the file again. */
  readonly text: string | undefined;
  readonly fixes: readonly TraceFix[];
}

/** What was read last: the runs of a comparison replay one trace, and a million rows take seconds. */
let latest: Latest | undefined;

/** The fixes of a trace's file. Throws InputError for what is wrong with it. */
export function readTrace(
  workload: ResolvedTrace,
  read: ReadFile,
  onRows?: (count: number) => void,
): readonly TraceFix[] {
  const { file, columns, duplicates } = workload;
  const key = keyOf(workload);
  if (latest?.key === key && latest.text === undefined) return latest.fixes;
  const known = sharedFixes(key);
  if (known !== undefined) {
    latest = { key, text: undefined, fixes: known };
    return known;
  }
  const text = readOrFail(file, read);
  if (latest?.key === key && latest.text === text) return latest.fixes;
  const fixes = parseTrace(text, file, {
    duplicates,
    ...(columns && { columns }),
    ...(onRows && { onRows }),
  });
  latest = { key, text, fixes };
  return fixes;
}

/** From now on the trace that was read last is as it is now, in this thread and in those that are given what it shares. */
export function shareLatest(): void {
  if (latest === undefined) return;
  const { key, fixes } = latest;
  share(key, fixes);
  latest = { key, text: undefined, fixes };
}

/** Frees what is only here for the next reading. */
export function forgetLatest(): void {
  latest = undefined;
}

function keyOf({ file, columns, duplicates }: ResolvedTrace): string {
  return JSON.stringify([file, columns, duplicates]);
}

function readOrFail(file: string, read: ReadFile): string {
  try {
    const content = read(file);
    return typeof content === "string" ? content : decodeText(content);
  } catch (error) {
    throw new InputError(`cannot read the trace ${file}: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
