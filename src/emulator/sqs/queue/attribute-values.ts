import { isRecord } from "../../shape.ts";

/** The attributes of a queue as texts, by name. */
export type AttributeValues = Readonly<Record<string, string>>;

/** A policy of AWS has 20 statements and goes 6 deep: what is longer or deeper is not read (*assumed*). */
export const maxMapLength = 262_144;
const maxDepth = 20;

/** The text as a JSON map; undefined if it is none. */
export function jsonMap(text: string | undefined): Readonly<Record<string, unknown>> | undefined {
  if (text === undefined || text === "" || text.length > maxMapLength) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) && isWithin(value, maxDepth) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isWithin(value: unknown, depth: number): boolean {
  if (typeof value !== "object" || value === null) return true;
  return depth > 0 && Object.values(value).every((item) => isWithin(item, depth - 1));
}
