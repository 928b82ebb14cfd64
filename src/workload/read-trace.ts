import { InputError } from "../errors.ts";
import { decodeText } from "./decode-text.ts";
import type { ResolvedTrace } from "./resolve-workload.ts";
import { parseTrace, type TraceFix } from "./trace.ts";

/** A file's text, or its bytes. */
export type ReadFile = (file: string) => string | Uint8Array;

/** What was read last: the runs of a comparison replay one trace, and a million rows take seconds. */
let latest: { readonly key: string; readonly text: string; readonly fixes: readonly TraceFix[] };

/** The fixes of a trace's file. Throws InputError for what is wrong with it. */
export function readTrace(
  { file, columns, duplicates }: ResolvedTrace,
  read: ReadFile,
  onRows?: (count: number) => void,
): readonly TraceFix[] {
  const text = readOrFail(file, read);
  const key = JSON.stringify([file, columns, duplicates]);
  if (latest?.key === key && latest.text === text) return latest.fixes;
  const fixes = parseTrace(text, file, {
    duplicates,
    ...(columns && { columns }),
    ...(onRows && { onRows }),
  });
  latest = { key, text, fixes };
  return fixes;
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
