import { fieldOf, type Path } from "./schema-walk.ts";

export function valueAt(value: unknown, path: Path): unknown {
  let here = value;
  for (const key of path) here = fieldOf(here, key);
  return here;
}
