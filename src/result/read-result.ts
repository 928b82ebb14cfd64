import { readFileSync } from "node:fs";
import { relative } from "node:path";

import { InputError } from "../errors.ts";
import { invocation } from "../invocation.ts";
import { lineInJson, lineOfSyntaxError, objectionLines } from "../scenario/input-lines.ts";
import { judgeShape } from "../scenario/objection.ts";
import { noCounts } from "../verify/findings.ts";
import { pathInText, withoutTables } from "./result-file.ts";
import { suiteSchema } from "./result-schema.ts";
import { resultVersion } from "./run-result.ts";
import { resultFormat, type ScenarioResult, type SuiteResult } from "./suite-result.ts";

/** Reads a result.json. Throws InputError: it cannot be read, is something else, is of another version, or where it is broken. */
export function readResult(file: string): SuiteResult {
  const shown = relative(process.cwd(), file);
  const text = readText(file, shown);
  const value = parsed(text, shown);
  const { format, version } = headOf(value);
  if (format !== resultFormat) {
    throw new InputError(
      `${shown}: is no result of convoy: it has no "format": "${resultFormat}". ${invocation("bench")} writes result.json into its results folder`,
    );
  }
  if (version !== resultVersion) {
    throw new InputError(
      `${shown}: is a result of version ${JSON.stringify(version)}; this convoy reads version ${resultVersion}. Run the bench again`,
    );
  }
  const suite = withoutTables(value);
  const judged = judgeShape(suiteSchema, suite);
  // What was read itself, since what the schema makes of it has its fields in another order.
  if ("value" in judged) return withAllCounts(suite as SuiteResult);
  // What is broken in one place is broken in many: the first is enough.
  const first = judged.objections.slice(0, 1);
  const lineOf: typeof lineInJson = (path, json) => lineInJson(pathInText(path), json);
  throw new InputError(objectionLines(first, { shown, text, whole: "result", lineOf }));
}

/** A convoy that knew fewer anomalies found none of the others. */
function withAllCounts(suite: SuiteResult): SuiteResult {
  const all = (scenarios: readonly ScenarioResult[]): readonly ScenarioResult[] =>
    scenarios.map((scenario) => ({
      ...scenario,
      runs: scenario.runs.map((run) => {
        const counts = { ...noCounts(), ...run.verdict.counts };
        return { ...run, verdict: { ...run.verdict, counts } };
      }),
    }));
  const { scenarios, modelled } = suite;
  return { ...suite, scenarios: all(scenarios), ...(modelled && { modelled: all(modelled) }) };
}

function headOf(value: unknown): { readonly format?: unknown; readonly version?: unknown } {
  return typeof value === "object" && value !== null ? value : {};
}

function readText(file: string, shown: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new InputError(`${shown}: cannot be read: ${(cause as Error).message}`, { cause });
  }
}

function parsed(text: string, shown: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const { message } = cause as Error;
    throw new InputError(`${shown}:${lineOfSyntaxError(text)}: is not JSON: ${message}`, { cause });
  }
}
