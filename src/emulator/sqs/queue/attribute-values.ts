import { isRecord } from "../../shape.ts";

/** The attributes of a queue as texts, by name. */
export type AttributeValues = Readonly<Record<string, string>>;

/** The text as a JSON map; undefined if it is none. */
export function jsonMap(text: string | undefined): Readonly<Record<string, unknown>> | undefined {
  if (text === undefined || text === "") return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
