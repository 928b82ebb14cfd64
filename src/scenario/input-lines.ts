import type { Objection } from "./objection.ts";

/** Where a field of a file stands: its line, counted from 1. */
export type LineOf = (path: readonly PropertyKey[], text: string) => number;

/** One line per wrong field, with the file and the line in it. */
export function objectionLines(
  objections: readonly Objection[],
  { shown, text, whole, lineOf }: { shown: string; text: string; whole: string; lineOf: LineOf },
): string {
  return objections
    .map(
      ({ path, message }) =>
        `${shown}:${lineOf(path, text)}: ${path.join(".") || whole}: ${message}`,
    )
    .join("\n");
}

/** In a module: each part of the path is looked for after the one before it. */
export const lineInModule: LineOf = (path, text) => {
  let at = Math.max(0, text.search(/export default|^\s*const \w+.*=\s*\{/m));
  for (const part of path) {
    if (typeof part !== "string") continue;
    const found = text.slice(at).search(new RegExp(`["']?\\b${part}\\b["']?\\s*:`));
    if (found < 0) break;
    at += found + 1;
  }
  return text.slice(0, at).split("\n").length;
};

interface Place {
  readonly isList: boolean;
  key: string | number;
}

/** In a JSON text that can be parsed: exactly; a field that is missing stands where the object begins that lacks it. */
export const lineInJson: LineOf = (path, text) => {
  const places: Place[] = [];
  let foundDepth = -1;
  let foundAt = 0;
  const note = (at: number): void => {
    const isOnPath = places.every(({ key }, depth) => key === path[depth]);
    if (!isOnPath || places.length <= foundDepth) return;
    foundDepth = places.length;
    foundAt = at;
  };
  let isKeyNext = false;
  for (const { 0: token, index: at } of text.matchAll(
    /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g,
  )) {
    const place = places.at(-1);
    if (token === "}" || token === "]") {
      places.pop();
      isKeyNext = false;
    } else if (token === ",") {
      if (place?.isList === true) place.key = Number(place.key) + 1;
      else isKeyNext = true;
    } else if (isKeyNext && place !== undefined) {
      place.key = JSON.parse(token) as string;
      isKeyNext = false;
      note(at);
    } else if (token !== ":") {
      note(at);
      if (token !== "{" && token !== "[") continue;
      places.push({ isList: token === "[", key: token === "[" ? 0 : "" });
      isKeyNext = token === "{";
    }
  }
  return text.slice(0, foundAt).split("\n").length;
};

/** The line on which a text stops being JSON: the parser itself names a position for some of its errors only. */
export function lineOfSyntaxError(text: string): number {
  const lines = text.split("\n");
  // Once broken, a text stays so, however it goes on: the first broken start is found by halves.
  let [first, last] = [1, lines.length];
  while (first < last) {
    const middle = (first + last) >>> 1;
    if (isBroken(lines.slice(0, middle).join("\n"))) last = middle;
    else first = middle + 1;
  }
  return first;
}

/** Whether no continuation can make the text JSON. */
function isBroken(start: string): boolean {
  try {
    JSON.parse(start);
    return false;
  } catch (error) {
    const { message } = error as Error;
    const position = /at position (\d+)/.exec(message)?.[1];
    return !/end of JSON input|Unterminated/.test(message) && Number(position) !== start.length;
  }
}
