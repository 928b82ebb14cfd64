/** An input in each of the words that a service understands. */
import { cbor, tag } from "@smithy/core/cbor";
import type { NormalizedSchema } from "@smithy/core/schema";

import { deep } from "./inputs.ts";
import type { Operation } from "./operations.ts";

export type Encoding = "json" | "cbor" | "form" | "url";

/** A request without the connection it goes on. */
export interface Message {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export function encodingsOf({ service }: Operation): readonly Encoding[] {
  return service === "kinesis" ? ["json", "cbor"] : ["json", "form", "url"];
}

export function encode(operation: Operation, input: unknown, encoding: Encoding): Message {
  const { service, action } = operation;
  const target = service === "kinesis" ? `Kinesis_20131202.${action}` : `AmazonSQS.${action}`;
  switch (encoding) {
    case "json":
      return {
        method: "POST",
        path: "/",
        headers: {
          "x-amz-target": target,
          "content-type": `application/x-amz-json-1.${service === "kinesis" ? 1 : 0}`,
        },
        body: Buffer.from(jsonOf(input)),
      };
    case "cbor":
      return {
        method: "POST",
        path: "/",
        headers: { "x-amz-target": target, "content-type": "application/x-amz-cbor-1.1" },
        body: Buffer.from(cbor.serialize(forCbor(operation.input, input))),
      };
    case "form":
      return {
        method: "POST",
        path: "/",
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: Buffer.from(formOf(operation, input)),
      };
    case "url": {
      const query = formOf(operation, input);
      // Beyond what a head may have it would be refused whatever it says.
      return { method: "GET", path: `/?${query.slice(0, 50_000)}`, headers: {}, body: Buffer.of() };
    }
  }
}

const veryDeep = `${"[".repeat(30_000)}${"]".repeat(30_000)}`;

function jsonOf(input: unknown): string {
  return (JSON.stringify(input, bytesAsBase64) ?? "null").replaceAll(`"${deep}"`, veryDeep);
}

function bytesAsBase64(_: string, value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  const isJson = typeof value === "object" && value !== null && "type" in value && "data" in value;
  return isJson && value.type === "Buffer"
    ? Buffer.from(value.data as number[]).toString("base64")
    : value;
}

/** Instants as Java writes them; -1e-300 and the like go as they are. */
function forCbor(schema: NormalizedSchema, value: unknown): unknown {
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) {
    const isInstant = schema.isTimestampSchema() && typeof value === "number";
    return isInstant ? tag({ tag: 1, value: Math.round(value * 1000) }) : value;
  }
  if (Array.isArray(value)) {
    const inner = schema.isListSchema() ? schema.getValueSchema() : schema;
    return value.map((item) => forCbor(inner, item));
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, forCbor(memberOf(schema, name), item)]),
  );
}

function memberOf(schema: NormalizedSchema, name: string): NormalizedSchema {
  if (!schema.isStructSchema()) return schema.isMapSchema() ? schema.getValueSchema() : schema;
  for (const [member, inner] of schema.structIterator()) if (member === name) return inner;
  return schema;
}

function formOf({ action, input: schema }: Operation, input: unknown): string {
  const form = new URLSearchParams({ Action: action, Version: "2012-10-17" });
  flatten(form, schema, input, "");
  return form.toString();
}

/** Lists and maps flattened, under the names that the model gives their items. */
function flatten(form: URLSearchParams, schema: NormalizedSchema, value: unknown, name: string) {
  if (value === undefined || value === null) return;
  if (typeof value !== "object" || value instanceof Uint8Array) {
    const isBytes = value instanceof Uint8Array;
    form.append(
      name || "x",
      isBytes ? Buffer.from(value).toString("base64") : `${value as string}`,
    );
    return;
  }
  const entries = Object.entries(value);
  if (schema.isMapSchema() && !Array.isArray(value)) {
    for (const [index, [key, item]] of entries.entries()) {
      const at = `${name}.${index + 1}`;
      form.append(
        `${at}.${String(schema.getKeySchema().getMergedTraits().xmlName ?? "Name")}`,
        key,
      );
      flatten(form, schema.getValueSchema(), item, `${at}.Value`);
    }
    return;
  }
  for (const [key, item] of entries.slice(0, 2000)) {
    const inner =
      Array.isArray(value) && schema.isListSchema()
        ? schema.getValueSchema()
        : memberOf(schema, key);
    const own = Array.isArray(value)
      ? String(Number(key) + 1)
      : String(inner.getMergedTraits().xmlName ?? key);
    flatten(form, inner, item, name === "" ? own : `${name}.${own}`);
    if (form.size > 6000) return;
  }
}
