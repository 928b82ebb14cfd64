import type { z } from "zod";

import { hint } from "./did-you-mean.ts";
import type { Path } from "./schema-walk.ts";
import { fieldOf, objectAt, unionsAt } from "./schema-walk.ts";
import { valueAt } from "./value-at.ts";

/** By what the elements of a list are told apart: applications, figures. */
const nameFields = ["app", "column", "name"];

/**
 * A copy of the value with one field set, or taken away by `null`; objects on the way are made where there are none. When a field that
 * decides what an object is (`kind`, `service`, `arrival`) changes, the fields that then have no meaning go.
 */
export function setAt(
  root: unknown,
  change: { readonly path: string; readonly value: unknown },
  schema: z.ZodType,
): { readonly value: unknown } | { readonly fault: string } {
  const found = concretePath(root, change.path.split("."));
  if ("fault" in found) return found;
  const { path } = found;
  const changed = withValue(root, path, change.value);
  return { value: withoutStrangers(changed, root, path, schema) };
}

/** The path with every element of a list given by its index. */
export function concretePath(
  root: unknown,
  segments: readonly string[],
): { readonly path: readonly (string | number)[] } | { readonly fault: string } {
  const path: (string | number)[] = [];
  let here = root;
  for (const segment of segments) {
    const shown = path.join(".") || "the scenario";
    if (Array.isArray(here)) {
      const index = indexOf(here, segment);
      if (index === undefined) return { fault: noElement(shown, here, segment) };
      path.push(index);
    } else if (here === undefined || (typeof here === "object" && here !== null)) {
      path.push(segment);
    } else {
      return { fault: `${shown} is a ${typeof here}: it has no field ${segment}` };
    }
    here = fieldOf(here, path.at(-1)!);
  }
  return { path };
}

function indexOf(list: readonly unknown[], segment: string): number | undefined {
  if (/^\d+$/.test(segment)) return Number(segment) < list.length ? Number(segment) : undefined;
  const index = list.findIndex((element) =>
    nameFields.some((field) => fieldOf(element, field) === segment),
  );
  return index < 0 ? undefined : index;
}

function noElement(shown: string, list: readonly unknown[], segment: string): string {
  const names = list.map((element, index) => {
    const name = nameFields
      .map((field) => fieldOf(element, field))
      .find((one) => one !== undefined);
    return typeof name === "string" ? name : String(index);
  });
  const last = list.length - 1;
  if (list.length === 0) return `${shown} is an empty list: there is no ${segment}`;
  return `${shown} is a list, 0 … ${last}: there is no ${segment}${hint(segment, names)}`;
}

function withValue(here: unknown, [key, ...rest]: Path, value: unknown): unknown {
  if (key === undefined) return value;
  const isRemoved = rest.length === 0 && value === null;
  const child = isRemoved ? undefined : withValue(fieldOf(here, key), rest, value);
  if (Array.isArray(here)) {
    const list = here as readonly unknown[];
    return isRemoved
      ? list.filter((_, index) => index !== key)
      : list.map((element, index) => (index === key ? child : element));
  }
  const fields = Object.entries((here ?? {}) as object);
  if (isRemoved) return Object.fromEntries(fields.filter(([name]) => name !== key));
  // In its place: the order of designs is that of their runs.
  const isThere = fields.some(([name]) => name === key);
  return Object.fromEntries(
    isThere
      ? fields.map(([name, field]) => [name, name === key ? child : field])
      : [...fields, [key, child]],
  );
}

function withoutStrangers(
  changed: unknown,
  before: unknown,
  path: readonly (string | number)[],
  schema: z.ZodType,
): unknown {
  const parent = path.slice(0, -1);
  const decides = unionsAt(schema, changed, parent).some(
    ({ discriminator }) => discriminator === path.at(-1),
  );
  if (!decides || valueAt(before, path) === valueAt(changed, path)) return changed;
  const object = objectAt(schema, changed, parent);
  if (object === undefined) return changed;
  const kept = Object.entries(valueAt(changed, parent) as object).filter(([name]) =>
    Object.hasOwn(object.shape, name),
  );
  return parent.length === 0
    ? Object.fromEntries(kept)
    : withValue(changed, parent, Object.fromEntries(kept));
}
