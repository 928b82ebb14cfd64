import { closestMatch } from "leven";

/** A list this long can be read; of a longer one only the nearest name is told. */
const mostListed = 12;

/** The name that somebody may have meant: the nearest by spelling, else one that holds the word; undefined when none is near. */
export function nearest(word: string, names: readonly string[]): string | undefined {
  const key = plain(word);
  const byKey = new Map(names.toReversed().map((name) => [plain(name), name]));
  const maxDistance = Math.max(1, Math.floor(key.length / 3));
  const found =
    closestMatch(key, [...byKey.keys()], { maxDistance }) ??
    (key.length > 2 ? [...byKey.keys()].find((name) => name.includes(key)) : undefined);
  return found === undefined ? undefined : byKey.get(found);
}

/** What to say after "there is no such …": the name that was meant, or all of them if they are few; else nothing. */
export function hint(word: string, names: readonly string[]): string {
  const meant = nearest(word, names);
  if (meant !== undefined) return `; did you mean ${meant}?`;
  return names.length <= mostListed && names.length > 0 ? `; there are: ${names.join(", ")}` : "";
}

/** Case, and `_` for `-`, are no difference. */
function plain(name: string): string {
  return name.toLowerCase().replaceAll("_", "-");
}
