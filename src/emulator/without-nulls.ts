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
  if (!isRecord(input)) return input;
  let given: Record<string, unknown> | undefined;
  for (const name in shape) {
    const place = shape[name];
    const value = input[name];
    if (value === undefined || place === undefined) continue;
    const kept = value === null ? undefined : within(place, value);
    if (kept === value) continue;
    given ??= { ...input };
    if (kept === undefined) delete given[name];
    else given[name] = kept;
  }
  return given ?? input;
}

function within(place: Place, value: unknown): unknown {
  const { of, fields } = place;
  if (fields !== undefined) return withoutNulls(fields, value);
  if (of === undefined) return value;
  if (Array.isArray(value)) return place.type === "list" ? ofList(of, value) : value;
  return place.type === "map" && isRecord(value) ? ofMap(of, value) : value;
}

function ofList(of: Place, items: readonly unknown[]): readonly unknown[] {
  let isSame = true;
  const kept: unknown[] = [];
  for (const item of items) {
    const inner = item === null ? undefined : within(of, item);
    isSame &&= inner === item;
    if (inner !== undefined) kept.push(inner);
  }
  return isSame ? items : kept;
}

function ofMap(of: Place, map: Readonly<Record<string, unknown>>): object {
  let isSame = true;
  const kept: [string, unknown][] = [];
  for (const [key, item] of Object.entries(map)) {
    const inner = item === null ? undefined : within(of, item);
    isSame &&= inner === item;
    if (inner !== undefined) kept.push([key, inner]);
  }
  return isSame ? map : Object.fromEntries(kept);
}
