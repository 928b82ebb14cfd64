import type { HistoryRecord } from "./record.ts";

/** What a field holds, in the words of an error message. */
export type FieldKind =
  | "text"
  | "text that is not empty"
  | "a number"
  | "a whole number of 0 or more"
  | "a whole number of 0 or more, or -1"
  | "true or false"
  | "a list of texts"
  | "a list of lanes"
  | "a list of what is not judged"
  | "event or through"
  | "taken, ended, given-up, lost or expired"
  | "trim-horizon, latest, at-timestamp or after-position";

export interface Field {
  readonly name: string;
  readonly kind: FieldKind;
  /** Whether a record in a file may be without it. */
  readonly isOptional: boolean;
  /** What it is then, if that is not "unknown": a value, or the value of another field. */
  readonly whenAbsent: Default | undefined;
}

/** A value, or the name of the field that has it. */
export type Default = { readonly value: string | number | boolean } | { readonly like: string };

type RecordOf<Type> = Extract<HistoryRecord, { readonly type: Type }>;
/** A kind, with a question mark where the field may be missing. */
type FieldSpec = FieldKind | `${FieldKind}?`;
/** One kind for every field of a record but `type`: the compiler sees to it that none is missing. */
type Kinds<Type> = Readonly<Record<Exclude<keyof RecordOf<Type>, "type">, FieldSpec>>;

const name = "text that is not empty";
const whole = "a whole number of 0 or more";
const wholeOrUnread = "a whole number of 0 or more, or -1";
const number = "a number";
const flag = "true or false";

const event = { key: name, seq: whole } as const;
const recorder = { recorder: `${name}?` } as const;
const attempt = { attemptId: `${name}?`, ...recorder } as const;
const delivery = { deliveryId: `${name}?`, ...recorder } as const;
const worked = {
  app: name,
  consumer: name,
  lane: `${name}?`,
  position: `${name}?`,
  ...event,
  index: `${whole}?`,
  atMs: number,
} as const;
const fate = { ...event, atMs: number, reason: "text?", ...attempt } as const;
const aside = {
  app: name,
  consumer: `${name}?`,
  lane: `${name}?`,
  position: `${name}?`,
  ...event,
  atMs: number,
  reason: "text?",
  ...delivery,
} as const;

const kinds: { readonly [Type in HistoryRecord["type"]]: Kinds<Type> } = {
  header: {
    version: name,
    run: `${name}?`,
    atMs: `${number}?`,
    clockErrorMs: `${number}?`,
    apps: "a list of texts?",
    lanes: "a list of lanes?",
    notJudged: "a list of what is not judged?",
    ...recorder,
  },
  send: {
    ...event,
    index: `${whole}?`,
    dueMs: `${number}?`,
    atMs: number,
    bytes: `${whole}?`,
    checksum: `${whole}?`,
    ...attempt,
  },
  ack: { ...event, atMs: number, lane: name, position: name, ...attempt },
  refused: fate,
  uncertain: fate,
  delivery: {
    app: name,
    consumer: name,
    lane: name,
    position: name,
    key: name,
    seq: wholeOrUnread,
    index: `${wholeOrUnread}?`,
    atMs: number,
    bytes: `${whole}?`,
    checksum: `${whole}?`,
    intact: `${flag}?`,
    ...delivery,
  },
  start: { ...worked, ...delivery },
  effect: { ...worked, ...delivery },
  abandon: { ...worked, reason: "text?", ...delivery },
  throttle: {
    atMs: number,
    action: "text",
    entries: whole,
    key: `${name}?`,
    seq: `${whole}?`,
    ...recorder,
  },
  retry: { atMs: number, action: "text", ...recorder },
  retried: { atMs: number, action: "text", attempts: whole, retryDelayMs: number, ...recorder },
  reshard: { atMs: number, parents: "a list of texts", children: "a list of texts", ...recorder },
  commit: {
    app: name,
    consumer: name,
    lane: name,
    position: name,
    scope: "event or through",
    key: `${name}?`,
    seq: `${whole}?`,
    atMs: number,
    ...delivery,
  },
  lease: {
    app: name,
    consumer: name,
    lane: name,
    action: "taken, ended, given-up, lost or expired",
    from: "trim-horizon, latest, at-timestamp or after-position?",
    fromMs: `${number}?`,
    fromPosition: `${name}?`,
    atMs: number,
    ...recorder,
  },
  crash: { app: name, consumer: name, atMs: number, ...recorder },
  pause: { app: name, consumer: name, atMs: number, forMs: `${number}?`, ...recorder },
  "dead-letter": aside,
  discard: aside,
  end: {
    atMs: number,
    offered: `${whole}?`,
    sent: `${whole}?`,
    sendingMs: `${number}?`,
    drained: `${flag}?`,
    interrupted: `${flag}?`,
    notJudged: "a list of what is not judged?",
    ...recorder,
  },
};

/** What is taken for a field that a file leaves out. One that may be left out and is not here is then unknown. */
const defaults: { readonly [Type in HistoryRecord["type"]]?: Readonly<Record<string, Default>> } = {
  header: { atMs: { value: 0 } },
  send: { dueMs: { like: "atMs" } },
  refused: { reason: { value: "" } },
  uncertain: { reason: { value: "" } },
  abandon: { reason: { value: "" } },
  "dead-letter": { reason: { value: "" } },
  discard: { reason: { value: "" } },
  end: {
    offered: { value: 0 },
    sendingMs: { like: "atMs" },
    drained: { value: false },
    interrupted: { value: false },
  },
};

/** The fields of every type of record, in the order in which they are written. */
export const fieldsOf: Readonly<Record<string, readonly Field[]>> = Object.fromEntries(
  Object.entries(kinds).map(([type, fields]) => [
    type,
    Object.entries(fields).map(([field, spec]) =>
      fieldOf(type as HistoryRecord["type"], field, spec as FieldSpec),
    ),
  ]),
);

function fieldOf(type: HistoryRecord["type"], field: string, spec: FieldSpec): Field {
  const isOptional = spec.endsWith("?");
  return {
    name: field,
    kind: (isOptional ? spec.slice(0, -1) : spec) as FieldKind,
    isOptional,
    whenAbsent: defaults[type]?.[field],
  };
}
