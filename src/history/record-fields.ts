import type { HistoryRecord } from "./record.ts";

/** What a field holds, in the words of an error message. */
export type FieldKind =
  | "text"
  | "text that is not empty"
  | "a number"
  | "a whole number of 0 or more"
  | "true or false"
  | "a list of texts"
  | "event or through"
  | "taken, ended, given-up or lost"
  | "trim-horizon, latest, at-timestamp or after-position";

export interface Field {
  readonly name: string;
  readonly kind: FieldKind;
  /** Whether a record may be without it. */
  readonly isOptional: boolean;
}

type RecordOf<Type> = Extract<HistoryRecord, { readonly type: Type }>;
/** A kind, with a question mark where the field may be missing. */
type FieldSpec = FieldKind | `${FieldKind}?`;
/** One kind for every field of a record but `type`: the compiler sees to it that none is missing. */
type Kinds<Type> = Readonly<Record<Exclude<keyof RecordOf<Type>, "type">, FieldSpec>>;

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
  commit: {
    app: name,
    consumer: name,
    lane: name,
    position: name,
    scope: "event or through",
    key: `${name}?`,
    seq: `${whole}?`,
    atMs: number,
  },
  lease: {
    app: name,
    consumer: name,
    lane: name,
    action: "taken, ended, given-up or lost",
    from: "trim-horizon, latest, at-timestamp or after-position?",
    fromMs: `${number}?`,
    fromPosition: `${name}?`,
    atMs: number,
  },
  crash: { app: name, consumer: name, atMs: number },
  end: { atMs: number, offered: whole, sendingMs: number, drained: flag, interrupted: flag },
};

/** The fields of every type of record, in the order in which they are written. */
export const fieldsOf: Readonly<Record<string, readonly Field[]>> = Object.fromEntries(
  Object.entries(kinds).map(([type, fields]) => [
    type,
    Object.entries(fields).map(([field, spec]) => fieldOf(field, spec as FieldSpec)),
  ]),
);

function fieldOf(field: string, spec: FieldSpec): Field {
  const isOptional = spec.endsWith("?");
  return { name: field, kind: (isOptional ? spec.slice(0, -1) : spec) as FieldKind, isOptional };
}
