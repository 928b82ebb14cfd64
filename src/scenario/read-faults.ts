import { readFileSync } from "node:fs";
import { relative } from "node:path";

import { faultsSchema } from "../emulator/fault-schema.ts";
import type { Fault } from "../emulator/faults.ts";
import { InputError } from "../errors.ts";
import { issueLines, lineInJson, lineOfSyntaxError } from "./input-lines.ts";

/** Reads a file of faults: a JSON list of what `faults` of a scenario holds. Throws an InputError naming file, line and field. */
export function readFaults(file: string): readonly Fault[] {
  const shown = relative(process.cwd(), file);
  const text = readText(file, shown);
  const parsed = faultsSchema.safeParse(parseJson(text, shown));
  if (parsed.success) return parsed.data;
  throw new InputError(
    issueLines(parsed.error.issues, { shown, text, whole: "faults", lineOf: lineInJson }),
  );
}

function readText(file: string, shown: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new InputError(`${shown}: cannot be read: ${(cause as Error).message}`, { cause });
  }
}

function parseJson(text: string, shown: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const { message } = cause as Error;
    throw new InputError(`${shown}:${lineOfSyntaxError(text)}: is not JSON: ${message}`, { cause });
  }
}
