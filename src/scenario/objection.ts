/** What is wrong with a file or an override: a field, and one sentence about it. */
import type { z } from "zod";

import { hint } from "./did-you-mean.ts";
import { fieldOf, literalsOf, objectAt, objectsOf, type Path, unionsAt } from "./schema-walk.ts";
import { valueAt } from "./value-at.ts";

export interface Objection {
  readonly path: Path;
  readonly message: string;
}

/** The value as the schema has it, or everything that is wrong with it, each field that does not exist named by itself. */
export function judgeShape<T>(
  schema: z.ZodType<T>,
  value: unknown,
): { readonly value: T } | { readonly objections: readonly Objection[] } {
  const parsed = schema.safeParse(value);
  if (parsed.success) return { value: parsed.data };
  return { objections: parsed.error.issues.flatMap((issue) => told(issue, schema, value)) };
}

function told(issue: z.core.$ZodIssue, schema: z.ZodType, value: unknown): readonly Objection[] {
  const { path, message } = issue;
  const here = valueAt(value, path);
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      path: [...path, key],
      message: strangerText(key, schema, value, path),
    }));
  }
  // A message of the schema's own is better than any of these.
  if (!message.startsWith("Invalid")) return [{ path, message }];
  if (issue.code === "invalid_value") {
    return [{ path, message: choiceText(here, issue.values, message) }];
  }
  if (issue.code === "invalid_union") {
    const options = "options" in issue && Array.isArray(issue.options) ? issue.options : [];
    return [{ path, message: choiceText(here, options, message) }];
  }
  const isMissing = issue.code === "invalid_type" && here === undefined && path.length > 0;
  return [{ path, message: isMissing ? missingText(message) : message }];
}

/** A field that is not there: of another kind or service, or misspelt. */
function strangerText(key: string, schema: z.ZodType, value: unknown, path: Path): string {
  const object = objectAt(schema, value, path);
  for (const { discriminator, options } of unionsAt(schema, value, path).toReversed()) {
    const owners = options
      .flatMap(objectsOf)
      .filter((other) => Object.hasOwn(other.shape, key))
      .flatMap((other) => literalsOf(other, discriminator));
    if (owners.length === 0) continue;
    const own = fieldOf(valueAt(value, path), discriminator);
    const names = [...new Set(owners)].filter((name) => name !== undefined).map(quoted);
    const here =
      own === undefined ? `without ${discriminator}` : `with ${discriminator} ${quoted(own)}`;
    return `has no meaning ${here}: it belongs to ${names.join(", ") || `${discriminator} left out`}`;
  }
  return `there is no such field${hint(key, Object.keys(object?.shape ?? {}))}`;
}

/** A word that is none of those that may stand there. Any other value keeps the schema's own message. */
function choiceText(value: unknown, options: readonly unknown[], otherwise: string): string {
  const names = options.filter((option) => typeof option === "string");
  if (names.length === 0) return otherwise;
  if (value === undefined) return `is missing: one of ${names.join(", ")}`;
  if (typeof value !== "string") return otherwise;
  return `there is no ${quoted(value)}${hint(value, names)}`;
}

function missingText(message: string): string {
  const wanted = /expected (\S+),/.exec(message)?.[1];
  return wanted === undefined ? message : `is missing: it must be ${articled(wanted)}`;
}

function articled(type: string): string {
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}

function quoted(value: unknown): string {
  return JSON.stringify(value) ?? String(value);
}
