import { type Field, type FieldKind, fieldsOf } from "./record-fields.ts";
import { historyVersion } from "./record.ts";

type Schema = Readonly<Record<string, unknown>>;

const name = { type: "string", minLength: 1 } as const;
const count = { type: "integer", minimum: 0, maximum: Number.MAX_SAFE_INTEGER } as const;

const lane = {
  type: "object",
  required: ["lane"],
  properties: {
    lane: name,
    hasLogOrder: { type: "boolean" },
    parents: { type: "array", items: { type: "string" } },
  },
} as const;

const notJudged = {
  type: "object",
  required: ["reason"],
  properties: { anomaly: name, reason: name },
} as const;

const schemas: Readonly<Record<FieldKind, Schema>> = {
  text: { type: "string" },
  "text that is not empty": name,
  "a number": { type: "number" },
  "a whole number of 0 or more": count,
  "a whole number of 0 or more, or -1": { ...count, minimum: -1 },
  "true or false": { type: "boolean" },
  "a list of texts": { type: "array", items: { type: "string" } },
  "a list of lanes": { type: "array", items: lane },
  "a list of what is not judged": { type: "array", items: notJudged },
  "event or through": { enum: ["event", "through"] },
  "taken, ended, given-up, lost or expired": {
    enum: ["taken", "ended", "given-up", "lost", "expired"],
  },
  "trim-horizon, latest, at-timestamp or after-position": {
    enum: ["trim-horizon", "latest", "at-timestamp", "after-position"],
  },
};

/** One line of a history file as JSON Schema, made of the table that reads it. */
export function historySchema(): Schema {
  const types = Object.keys(fieldsOf);
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: `A record of a history, format ${historyVersion}`,
    description: "One line of a history file. What the records mean: HISTORY.md.",
    oneOf: types.map((type) => ({ $ref: `#/$defs/${type}` })),
    $defs: Object.fromEntries(types.map((type) => [type, recordSchema(type, fieldsOf[type]!)])),
  };
}

function recordSchema(type: string, fields: readonly Field[]): Schema {
  const required = fields.filter(({ isOptional }) => !isOptional);
  return {
    type: "object",
    required: ["type", ...required.map((field) => field.name)],
    properties: {
      type: { const: type },
      ...Object.fromEntries(fields.map((field) => [field.name, fieldSchema(field)])),
    },
  };
}

function fieldSchema({ kind, whenAbsent }: Field): Schema {
  if (whenAbsent === undefined) return schemas[kind];
  if ("value" in whenAbsent) return { ...schemas[kind], default: whenAbsent.value };
  return { ...schemas[kind], description: `When absent: the value of ${whenAbsent.like}.` };
}
