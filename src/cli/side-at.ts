import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";

import { InputError } from "../errors.ts";
import { invocation } from "../invocation.ts";
import { readResult } from "../result/read-result.ts";
import { readSummary } from "../result/read-summary.ts";
import { factsOf, type Side, type SideFacts, sideOfResult } from "../result/side.ts";
import { ownBaseline } from "./own-baseline.ts";

/** The results that somebody names: a folder, its result.json or summary.csv, or `baseline`. Throws InputError. */
export function sideAt(name: string): Side {
  const file = fileOf(name);
  const facts = factsBeside(file);
  if (file.endsWith(".json")) return sideOfResult(name, readResult(file), facts);
  const { columns, rows } = readSummary(file);
  return { name, columns, facts, runs: rows.map((row) => ({ row })) };
}

function fileOf(name: string): string {
  const path = name === "baseline" ? ownBaseline : name;
  if (!existsSync(path)) {
    throw new InputError(`${name}: there is no such file or folder`);
  }
  if (!statSync(path).isDirectory()) return resultsFile(path, name);
  const files = ["result.json", "summary.csv"].map((one) => join(path, one));
  // What lies about in the baseline beside its CSV files is not kept up.
  const found = (name === "baseline" ? files.slice(1) : files).find((one) => existsSync(one));
  if (found !== undefined) return found;
  throw new InputError(
    `${name}: has neither result.json nor summary.csv: ${invocation("bench")} writes them into its folder`,
  );
}

function resultsFile(path: string, name: string): string {
  if (/\.(json|csv)$/.test(path)) return path;
  throw new InputError(
    `${name}: is no results folder, no result.json and no summary.csv. Of a history, ${invocation("report HISTORY --out FOLDER")} makes one`,
  );
}

/** Of run.json, where it lies there and can be read. */
function factsBeside(file: string): SideFacts {
  try {
    return factsOf(JSON.parse(readFileSync(join(dirname(file), "run.json"), "utf8")));
  } catch {
    return {};
  }
}
