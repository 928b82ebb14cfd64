/** What the command line changes in every chosen scenario, as paths and values under the scenario's own schema. */
import type { z } from "zod";

import { InputError } from "../errors.ts";
import { setAt } from "./set-at.ts";

export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

export interface Override {
  /** Fields and indexes between dots; an element of a list is also found by its `app`, `column` or `name`. */
  readonly path: string;
  /** `null` takes the field away. */
  readonly value: JsonValue;
  /** The option that it came from, word by word; `--set path=value` when left out. */
  readonly option?: readonly string[];
}

/** `design.shards=10`: the value is JSON, or else the text itself. Throws InputError. */
export function parseOverride(text: string): Override {
  const split = text.indexOf("=");
  const path = text.slice(0, split).trim();
  if (split < 0 || path === "" || path.split(".").includes("")) {
    throw new InputError(
      `--set ${text}: it must be a path and a value, such as --set design.shards=10`,
    );
  }
  return { path, value: jsonOrText(text.slice(split + 1)) };
}

/** A trace in place of whatever the workload is; of that, the size of a payload stays. */
export function traceOverrides(file: string): readonly Override[] {
  const option = ["--trace", file];
  return [
    { path: "workload.kind", value: "trace", option },
    { path: "workload.file", value: file, option },
  ];
}

/** The options that make these overrides, word by word; one that makes several stands there once. */
export function overrideWords(overrides: readonly Override[]): readonly string[] {
  const options = new Map(overrides.map((override) => [optionOf(override), wordsOf(override)]));
  return [...options.values()].flat();
}

/** Whether the scenario's figures can be judged: they are stated for the scenario as it is written. */
export function isAsWritten(overrides: readonly Override[]): boolean {
  return overrides.length === 0;
}

/** The plain value of a scenario file with these changes; not validated. Throws InputError for a path that leads nowhere. */
export function applyOverrides(
  written: unknown,
  overrides: readonly Override[],
  schema: z.ZodType,
): unknown {
  let value = written;
  for (const override of overrides) {
    const changed = setAt(value, override, schema);
    if ("fault" in changed) throw new InputError(`${optionOf(override)}: ${changed.fault}`);
    ({ value } = changed);
  }
  return value;
}

/** The option that makes an override, ready for a shell. */
export function optionOf(override: Override): string {
  return wordsOf(override).map(shellWord).join(" ");
}

function wordsOf({ path, value, option }: Override): readonly string[] {
  if (option !== undefined) return option;
  const text = typeof value === "string" && isText(value) ? value : JSON.stringify(value);
  return ["--set", `${path}=${text}`];
}

/** As one word of a POSIX shell. */
export function shellWord(text: string): string {
  return /^[\w./:=,+@%-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

function jsonOrText(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return text;
  }
}

/** Whether a text comes back as itself when it is read without quotes. */
function isText(text: string): boolean {
  return jsonOrText(text) === text;
}
