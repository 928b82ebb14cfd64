import { InputError } from "../errors.ts";
import { nearest } from "./did-you-mean.ts";
import type { Objection } from "./objection.ts";
import { optionOf, type Override } from "./overrides.ts";
import { concretePath } from "./set-at.ts";

interface Overridden {
  /** Of the scenario or comparison. */
  readonly name: string;
  /** It with the overrides. */
  readonly changed: unknown;
  /** It without, and with all its fields: where a misspelt one may be found. */
  readonly known: unknown;
  readonly overrides: readonly Override[];
}

/** What overrides have made wrong, one line for each field, with the option whose field it is, or else all of them. */
export function overrideError(
  objections: readonly Objection[],
  { name, changed, known, overrides }: Overridden,
): InputError {
  const lines = objections.map(({ path, message }) => {
    const own = overrides.filter((override) => isRelated(pathOf(override, changed), path));
    const options = (own.length > 0 ? own : overrides).map(optionOf);
    const isUnknown = message.startsWith("there is no such field");
    const meant = isUnknown ? fieldElsewhere(own[0]?.path, known) : undefined;
    const said = meant === undefined ? message : `there is no such field; did you mean ${meant}?`;
    return `${[...new Set(options)].join(" ")}: ${name}: ${path.join(".")}: ${said}`;
  });
  return new InputError([...new Set(lines)].join("\n"));
}

function pathOf({ path }: Override, changed: unknown): readonly (string | number)[] {
  const found = concretePath(changed, path.split("."));
  return "path" in found ? found.path : path.split(".");
}

function isRelated(one: readonly PropertyKey[], other: readonly PropertyKey[]): boolean {
  const length = Math.min(one.length, other.length);
  return one.slice(0, length).every((key, index) => String(key) === String(other[index]));
}

/** The path of a field that is spelt nearly so, wherever it is. */
function fieldElsewhere(path: string | undefined, known: unknown): string | undefined {
  if (path === undefined) return undefined;
  const paths = pathsOf(known);
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
