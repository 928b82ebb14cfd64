import { readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

import { decodeRecord, encodeRecord } from "../../src/history/history-file.ts";
import type { HistoryRecord } from "../../src/history/record.ts";
import { historySchema } from "../../src/history/schema.ts";
import { schemaFile, schemaText } from "./schema-file.ts";

interface Property {
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly type?: string;
  readonly minimum?: number;
  readonly minLength?: number;
}

interface RecordSchema {
  readonly required: readonly string[];
  readonly properties: Readonly<Record<string, Property>>;
}

const { $defs } = historySchema() as { $defs: Readonly<Record<string, RecordSchema>> };

/** As much of JSON Schema as the schema uses of values that are not nested. */
function fits(
  value: unknown,
  { const: only, enum: words, type, minimum, minLength }: Property,
): boolean {
  if (only !== undefined) return value === only;
  if (words !== undefined) return words.includes(value);
  switch (type) {
    case "string":
      return typeof value === "string" && value.length >= (minLength ?? 0);
    case "integer":
      return Number.isInteger(value) && (value as number) >= (minimum ?? -Infinity);
    case "number":
      return typeof value === "number";
    case "boolean":
      return typeof value === "boolean";
    case undefined:
    default:
      return Array.isArray(value);
  }
}

function conforms(record: Readonly<Record<string, unknown>>): boolean {
  const schema = $defs[String(record["type"])];
  if (schema === undefined) return false;
  const isWhole = schema.required.every((name) => name in record);
  const isTyped = Object.entries(record).every(([name, value]) => {
    const property = schema.properties[name];
    return property === undefined || fits(value, property);
  });
  return isWhole && isTyped;
}

const where = { file: "h.jsonl", line: 1 };

describe("docs/history.schema.json", () => {
  it("is what the table of fields makes; `npm run schema` writes it", () => {
    expect(readFileSync(schemaFile, "utf8")).toBe(schemaText());
  });

  it("takes the records that are read, and no others", () => {
    const whole = { type: "ack", key: "a", seq: 0, atMs: 1, lane: "s", position: "1" } as const;
    for (const name of Object.keys(whole)) {
      const { [name as "key"]: _, ...less } = whole;
      expect(conforms(less)).toBe(false);
      expect(() => decodeRecord(JSON.stringify(less), where)).toThrow(name);
      for (const value of [null, -1, 1.5, "", true, [], {}]) {
        const other = { ...whole, [name]: value };
        let isRead = true;
        try {
          decodeRecord(JSON.stringify(other), where);
        } catch {
          isRead = false;
        }
        expect({ name, value, conforms: conforms(other) }).toEqual({
          name,
          value,
          conforms: isRead,
        });
      }
    }
  });

  it("knows every type of record", () => {
    const records: HistoryRecord[] = [
      { type: "header", version: "0.2", atMs: 0, apps: ["map"], lanes: [{ lane: "s" }] },
      { type: "end", atMs: 1, offered: 0, sendingMs: 1, drained: true, interrupted: false },
      { type: "pause", app: "map", consumer: "map-1", atMs: 1, forMs: 5 },
      { type: "throttle", atMs: 1, action: "PutRecord", entries: 1, key: "a", seq: 3 },
    ];
    for (const record of records) expect(conforms(JSON.parse(encodeRecord(record)))).toBe(true);
    expect(Object.keys($defs)).toHaveLength(20);
  });
});

describe("fields that a file may leave out", () => {
  it.each([
    [{ type: "send", key: "a", seq: 0, atMs: 5 }, { dueMs: 5 }],
    [
      { type: "end", atMs: 5 },
      { offered: 0, sendingMs: 5, drained: false, interrupted: false },
    ],
    [{ type: "refused", key: "a", seq: 0, atMs: 5 }, { reason: "" }],
    [{ type: "header", version: "0.2" }, { atMs: 0 }],
    [{ type: "discard", app: "map", key: "a", seq: 0, atMs: 5 }, { reason: "" }],
  ])("%j has the defaults of the specification", (record, defaults) => {
    expect(decodeRecord(JSON.stringify(record), where)).toEqual({ ...record, ...defaults });
  });
});
