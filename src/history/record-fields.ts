import type { HistoryRecord } from "./record.ts";

/** What a field holds, in the words of an error message. */
export type FieldKind =
  | "text"
  | "text that is not empty"
  | "a number"
  | "a whole number of 0 or more"
  | "true or false"
  | "a list of texts";

export interface Field {
  readonly name: string;
  readonly kind: FieldKind;
}

type RecordOf<Type> = Extract<HistoryRecord, { readonly type: Type }>;
/** One kind for every field of a record but `type`: the compiler sees to it that none is missing. */
type Kinds<Type> = Readonly<Record<Exclude<keyof RecordOf<Type>, "type">, FieldKind>>;

const name = "text that is not empty";
const whole = "a whole number of 0 or more";
const number = "a number";
const flag = "true or false";

const event = { key: name, seq: whole } as const;
const consumed = {
  app: name,
  consumer: name,
  lane: name,
  position: name,
  ...event,
  index: whole,
  atMs: number,
} as const;

const kinds: { readonly [Type in HistoryRecord["type"]]: Kinds<Type> } = {
  send: {
    ...event,
    index: whole,
    dueMs: number,
    atMs: number,
    bytes: whole,
    checksum: whole,
  },
  ack: { ...event, atMs: number, lane: name, position: name },
  refused: { ...event, atMs: number, reason: "text" },
  uncertain: { ...event, atMs: number, reason: "text" },
  delivery: { ...consumed, bytes: whole, checksum: whole, intact: flag },
  start: consumed,
  effect: consumed,
  abandon: { ...consumed, reason: "text" },
  throttle: { atMs: number, action: "text", entries: whole },
  retry: { atMs: number, action: "text" },
  retried: { atMs: number, action: "text", attempts: whole, retryDelayMs: number },
  reshard: { atMs: number, parents: "a list of texts", children: "a list of texts" },
  end: { atMs: number, offered: whole, sendingMs: number, drained: flag, interrupted: flag },
};

/** The fields of every type of record, in the order in which they are written. */
export const fieldsOf: Readonly<Record<string, readonly Field[]>> = Object.fromEntries(
  Object.entries(kinds).map(([type, fields]) => [
    type,
    Object.entries(fields).map(([field, kind]) => ({ name: field, kind })),
  ]),
);
