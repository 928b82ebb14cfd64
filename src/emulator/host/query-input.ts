import { ServiceError } from "../service-error.ts";
import type { QueryField, QueryFields } from "./query-fields.ts";

/** One dotted name of a form, taken apart: `Attribute.1.Name=x` is the leaf `x` under `Attribute`, `1`, `Name`. */
interface Branch {
  value: string | undefined;
  readonly below: Map<string, Branch>;
}

/** The deepest name is SendMessageBatchRequestEntry.1.MessageAttribute.1.Value.StringListValue.1: what is deeper, or longer, names nothing. */
const maxParts = 7;
const maxNameLength = 512;

/** Reads form parameters as an action's input in the shape the JSON protocol gives it. Throws MalformedInput. */
export function readInput(
  fields: QueryFields,
  form: Iterable<readonly [string, string]>,
): Readonly<Record<string, unknown>> {
  const root = branch();
  for (const [name, value] of form) {
    const parts = name.length > maxNameLength ? [] : name.split(".", maxParts + 1);
    if (parts.length === 0 || parts.length > maxParts) continue;
    let at = root;
    for (const part of parts) {
      let next = at.below.get(part);
      if (next === undefined) at.below.set(part, (next = branch()));
      at = next;
    }
    at.value ??= owned(value);
  }
  return readFields(fields, root);
}

/** A part of a text keeps the whole of it in memory, here the form: what may be stored is copied out. */
function owned(text: string): string {
  return Buffer.from(text).toString();
}

function readFields(fields: QueryFields, from: Branch): Readonly<Record<string, unknown>> {
  const input: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) {
    // Clients name a list or map by its item, as the API asks; some by the member.
    const found =
      ("item" in field ? from.below.get(field.item) : undefined) ?? from.below.get(name);
    const value = found === undefined ? undefined : readValue(field, found, name);
    if (value !== undefined) input[name] = value;
  }
  return input;
}

function readValue(field: QueryField, from: Branch, name: string): unknown {
  switch (field.type) {
    case "string":
      return from.value;
    case "boolean":
      return from.value === undefined ? undefined : from.value === "true";
    case "integer":
      return from.value === undefined ? undefined : readInteger(from.value, name);
    case "list":
      // An empty text is how clients say an empty list (seen of botocore 1.31.0).
      return items(from, (from.value ?? "") !== "").map((item) => readValue(field.of, item, name));
    case "map":
      return Object.fromEntries(
        items(from, from.below.has(field.key)).flatMap((item) => {
          const key = item.below.get(field.key)?.value;
          const value = item.below.get("Value") ?? branch();
          return key === undefined ? [] : [[key, readValue(field.of, value, name) ?? ""]];
        }),
      );
    case "structure":
      return readFields(field.fields, from);
  }
}

/** Numbered items in the order of their numbers; an item that is not numbered stands for a list of one. */
function items(from: Branch, isItem: boolean): readonly Branch[] {
  const numbered = [...from.below]
    .filter(([part]) => /^\d+$/.test(part))
    .toSorted(([a], [b]) => Number(a) - Number(b))
    .map(([, item]) => item);
  return isItem ? [from, ...numbered] : numbered;
}

/** What AWS answers to a text where a number belongs is unverified. */
function readInteger(text: string, name: string): number {
  if (/^[+-]?\d+$/.test(text)) return Number(text);
  throw new ServiceError("MalformedInput", `The value of ${name} is not an integer: ${text}`);
}

function branch(): Branch {
  return { value: undefined, below: new Map() };
}
