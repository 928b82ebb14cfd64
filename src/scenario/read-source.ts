import { readFileSync } from "node:fs";
import { relative } from "node:path";

import { InputError } from "../errors.ts";
import { importScenario } from "./import-scenario.ts";
import { lineInJson, lineInModule, objectionLines } from "./input-lines.ts";
import type { Objection } from "./objection.ts";

/** What a scenario file holds, and how to speak about a field of it. */
export interface Source {
  readonly value: unknown;
  /** An error that names each field with its file and line. */
  readonly wrong: (objections: readonly Objection[]) => InputError;
}

/** Reads a module's default export, or JSON. Throws InputError. */
export async function readSource(file: string): Promise<Source> {
  const shown = relative(process.cwd(), file);
  const text = readText(file, shown);
  const lineOf = file.endsWith(".json") ? lineInJson : lineInModule;
  return {
    value: await importDefault(file, shown, text),
    wrong: (objections) =>
      new InputError(objectionLines(objections, { shown, text, whole: "default export", lineOf })),
  };
}

function readText(file: string, shown: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new InputError(`${shown}: cannot be read: ${(error as Error).message}`, { cause: error });
  }
}

async function importDefault(file: string, shown: string, text: string): Promise<unknown> {
  try {
    if (file.endsWith(".json")) return JSON.parse(text);
    return await importScenario(file);
  } catch (error) {
    throw new InputError(`${shown}: cannot be loaded: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
