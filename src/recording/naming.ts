import { type JsonPath, valueAt } from "./json-path.ts";

/** Where a body says which event it is. */
export interface Naming {
  /** Default: the message group or the partition key. */
  readonly key: JsonPath | undefined;
  /** Default: a body does not say; events count in the order in which they are stored. */
  readonly seq: JsonPath | undefined;
}

export interface Name {
  readonly key: string;
  readonly seq: number | undefined;
}

/** Which event a body is; a text says what of it cannot be read. */
export function nameIn(body: string, routingKey: string, naming: Naming): Name | string {
  if (naming.key === undefined && naming.seq === undefined) {
    return { key: routingKey, seq: undefined };
  }
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return "it is not JSON";
  }
  const key = naming.key === undefined ? routingKey : keyOf(valueAt(value, naming.key));
  if (key === undefined) return "there is no text or number where --key says";
  if (naming.seq === undefined) return { key, seq: undefined };
  const seq = seqOf(valueAt(value, naming.seq));
  return seq === undefined ? "there is no whole number where --seq says" : { key, seq };
}

function keyOf(value: unknown): string | undefined {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" ? value : undefined;
}

function seqOf(value: unknown): number | undefined {
  const number = typeof value === "string" && /^\d{1,16}$/.test(value) ? Number(value) : value;
  return Number.isSafeInteger(number) && (number as number) >= 0 ? (number as number) : undefined;
}
