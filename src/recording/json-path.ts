/** Where in a JSON value something stands: names of members and indices of lists, from the outside in. */
export type JsonPath = readonly (string | number)[];

const step = /\.?([\w-]+)|\[(\d+)\]|\["([^"]*)"\]|\['([^']*)'\]/y;

/** Reads `$.truck.id`, `truck.id`, `fixes[0].n`, `['no word']`; undefined if it is no path. */
export function jsonPath(text: string): JsonPath | undefined {
  const path: (string | number)[] = [];
  step.lastIndex = text.startsWith("$") ? 1 : 0;
  while (step.lastIndex < text.length) {
    const found = step.exec(text);
    if (found === null) return undefined;
    const [, word, index, quoted, singlyQuoted] = found;
    path.push(index === undefined ? (word ?? quoted ?? singlyQuoted ?? "") : Number(index));
  }
  return path.length === 0 ? undefined : path;
}

/** What stands there; undefined if nothing does. */
export function valueAt(value: unknown, path: JsonPath): unknown {
  let here = value;
  for (const part of path) {
    if (typeof here !== "object" || here === null || !Object.hasOwn(here, part)) return undefined;
    here = (here as Readonly<Record<string | number, unknown>>)[part];
  }
  return here;
}
