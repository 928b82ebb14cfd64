import { readFileSync } from "node:fs";

import type { Place } from "./row.ts";

const modules = new URL("../../node_modules/", import.meta.url);

/** Version of a package as it is installed. */
export function versionOf(name: string): string {
  const text = readFileSync(new URL(`${name}/package.json`, modules), "utf8");
  return (JSON.parse(text) as { readonly version: string }).version;
}

/** Line of a place, from 1. Throws where the library has changed, and the place is gone. */
export function lineOf({ file, code }: Place): number {
  const lines = readFileSync(new URL(file, modules), "utf8").split("\n");
  const index = lines.findIndex((line) => line.includes(code));
  if (index < 0) throw new Error(`${file} has no line with: ${code}`);
  return index + 1;
}
