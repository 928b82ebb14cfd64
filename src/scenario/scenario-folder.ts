import { readdirSync, statSync } from "node:fs";
import { resolve } from "node:path";

const scenarioFile = /\.(ts|mts|js|mjs|json)$/;
/** What lies beside scenarios: types, tests, settings of tools. */
const otherFile = /\.(d|test|spec|config)\.\w+$/;

export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** Files of a folder that may be scenarios, in the order of their names. */
export function filesOfFolder(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map(({ name }) => name)
    .filter((name) => scenarioFile.test(name) && !otherFile.test(name))
    .sort()
    .map((name) => resolve(folder, name));
}

/** Whether what a file exports means to be a scenario: modules that scenarios share, and JSON of another kind, do not. */
export function isScenarioLike(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return ["workload", "design", "designs", "expect"].some((name) => Object.hasOwn(value, name));
}
