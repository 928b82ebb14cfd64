import { isRecord } from "./shape.ts";

/** As much of a field as tells where in an input to look; both services' shapes have it. */
interface Place {
  readonly type: string;
  readonly of?: Place;
  readonly fields?: Places;
}

type Places = Readonly<Record<string, Place>>;

/**
 * What is null was not given, wherever the shape has a place for it: a member, an item of a list, a value of a map. An input without
 * nulls stays as it is. What the shape does not have is not looked at, however deep it goes.
 */
export function withoutNulls(shape: Places, input: unknown): unknown {
  if (!isRecord(input) || !hasNullIn(shape, input)) return input;
  const given: Record<string, unknown> = { ...input };
  for (const name in shape) {
    const value = given[name];
    if (value === null) delete given[name];
    else if (typeof value === "object") given[name] = cleaned(shape[name], value);
  }
  return given;
}

function cleaned(place: Place | undefined, value: object): unknown {
  if (place?.fields !== undefined) return withoutNulls(place.fields, value);
  const { of } = place ?? {};
  const kept = (item: unknown): unknown =>
    typeof item === "object" && item !== null ? cleaned(of, item) : item;
  if (place?.type === "list" && Array.isArray(value)) {
    return value.filter((item) => item !== null).map(kept);
  }
  if (place?.type !== "map" || !isRecord(value)) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== null);
  return Object.fromEntries(entries.map(([key, item]) => [key, kept(item)]));
}

/** Asked first, as nearly no input has one; and asked of what is there, which is less than the shape has. */
function hasNullIn(shape: Places, input: Readonly<Record<string, unknown>>): boolean {
  for (const name in input) {
    const value = input[name];
    if (typeof value !== "object") continue;
    if (Object.hasOwn(shape, name) && hasNull(shape[name], value)) return true;
  }
  return false;
}

function hasNull(place: Place | undefined, value: object | null): boolean {
  if (value === null) return true;
  const { type, of, fields } = place ?? {};
  if (fields !== undefined) return isRecord(value) && hasNullIn(fields, value);
  if (type === "list" && Array.isArray(value)) {
    return value.some((item: unknown) => typeof item === "object" && hasNull(of, item));
  }
  if (type !== "map" || !isRecord(value)) return false;
  for (const key in value) {
    const item = value[key];
    if (typeof item === "object" && hasNull(of, item)) return true;
  }
  return false;
}
