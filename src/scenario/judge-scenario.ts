import { InputError } from "../errors.ts";
import { contradictions } from "./contradictions.ts";
import { nearest } from "./did-you-mean.ts";
import type { FigureColumn } from "./figures.ts";
import { judgeShape, type Objection } from "./objection.ts";
import { applyOverrides, optionOf, type Override } from "./overrides.ts";
import type { Source } from "./read-source.ts";
import { resolve } from "./resolve.ts";
import type { ResolvedScenario } from "./resolved.ts";
import { scenarioSchema } from "./schema.ts";
import { concretePath } from "./set-at.ts";

interface Judging {
  readonly figures: readonly FigureColumn[];
  readonly overrides: readonly Override[];
}

interface Judged {
  readonly scenario: ResolvedScenario;
  readonly warnings: readonly string[];
}

/**
 * The scenario as it runs. It is validated as it is written first, so that what is wrong after the overrides is theirs. Throws
 * InputError: with file and line, or with the option.
 */
export function judgeScenario(
  { value, wrong }: Source,
  name: string,
  { figures, overrides }: Judging,
): Judged {
  const written = judged(value, figures);
  if ("objections" in written) throw wrong(written.objections);
  if (written.scenario.name !== name) {
    const message = `is "${written.scenario.name}", must be the file's name, "${name}"`;
    throw wrong([{ path: ["name"], message }]);
  }
  if (overrides.length === 0) return written;
  const nameOverride = overrides.find(({ path }) => path === "name");
  if (nameOverride !== undefined) {
    throw new InputError(`${optionOf(nameOverride)}: name: a scenario is called as its file`);
  }
  const changed = applyOverrides(value, overrides, scenarioSchema(figures));
  const overridden = judged(changed, figures);
  if (!("objections" in overridden)) return overridden;
  throw new InputError(
    overridden.objections
      .map((objection) => overrideText(objection, written.scenario, changed, overrides))
      .join("\n"),
  );
}

/** Shape first, then contradictions: these speak of a scenario whose fields are right. */
function judged(
  value: unknown,
  figures: readonly FigureColumn[],
): Judged | { readonly objections: readonly Objection[] } {
  const shape = judgeShape(scenarioSchema(figures), value);
  if ("objections" in shape) return shape;
  const scenario = resolve(shape.value);
  const { faults, doubts } = contradictions(scenario, figures);
  if (faults.length > 0) return { objections: faults };
  const warnings = doubts.map(
    ({ path, message }) => `${scenario.name}: ${path.join(".")}: ${message}`,
  );
  return { scenario, warnings };
}

/** Names the option whose field it is, or else all of them. */
function overrideText(
  { path, message }: Objection,
  scenario: ResolvedScenario,
  changed: unknown,
  overrides: readonly Override[],
): string {
  const own = overrides.filter((override) => isRelated(pathOf(override, changed), path));
  const options = (own.length > 0 ? own : overrides).map(optionOf);
  const isUnknown = message.startsWith("there is no such field");
  const meant = isUnknown ? fieldElsewhere(own[0]?.path, scenario) : undefined;
  const said = meant === undefined ? message : `there is no such field; did you mean ${meant}?`;
  return `${[...new Set(options)].join(" ")}: ${scenario.name}: ${path.join(".")}: ${said}`;
}

function pathOf({ path }: Override, changed: unknown): readonly (string | number)[] {
  const found = concretePath(changed, path.split("."));
  return "path" in found ? found.path : path.split(".");
}

function isRelated(one: readonly PropertyKey[], other: readonly PropertyKey[]): boolean {
  const length = Math.min(one.length, other.length);
  return one.slice(0, length).every((key, index) => String(key) === String(other[index]));
}

/** The path of a field of this scenario that is spelt nearly so, wherever it is. */
function fieldElsewhere(path: string | undefined, scenario: ResolvedScenario): string | undefined {
  const paths = pathsOf(scenario);
  if (path === undefined) return undefined;
  const byPath = nearest(path, paths);
  if (byPath !== undefined) return byPath;
  const last = path.split(".").at(-1)!;
  const byField = new Map(paths.toReversed().map((one) => [one.split(".").at(-1)!, one]));
  const field = nearest(last, [...byField.keys()]);
  return field === undefined ? undefined : byField.get(field);
}

function pathsOf(value: unknown, prefix = ""): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => [
    `${prefix}${key}`,
    ...pathsOf(child, `${prefix}${key}.`),
  ]);
}
