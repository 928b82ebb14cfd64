import { readFileSync } from "node:fs";
import { relative } from "node:path";

import type { z } from "zod";

import { InputError } from "../errors.ts";
import { lineInJson, lineOfSyntaxError, objectionLines } from "./input-lines.ts";
import { judgeShape } from "./objection.ts";

/** Reads a JSON file of this shape. Throws InputError naming file, line and field; `whole` is what the file holds, in a word. */
export function readJson<T>(file: string, schema: z.ZodType<T>, whole: string): T {
  const shown = relative(process.cwd(), file);
  const text = readText(file, shown);
  const judged = judgeShape(schema, parseJson(text, shown));
  if ("value" in judged) return judged.value;
  throw new InputError(
    objectionLines(judged.objections, { shown, text, whole, lineOf: lineInJson }),
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
