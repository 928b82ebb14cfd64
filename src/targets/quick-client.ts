/**
 * A client of the SDK for the model in this process: without the steps that only write headers which nobody reads here, and with Node's
 * own base64 in place of the SDK's, which is written in JavaScript. Requests and answers are the same, byte by byte.
 */
import { NormalizedSchema } from "@smithy/core/schema";
import type { Schema } from "@smithy/types";

import type { ClientUser } from "./target.ts";

/** Steps by the names that the SDK gives them: a log that nobody keeps, and headers. */
const idleSteps = [
  "loggerMiddleware",
  "contentLengthMiddleware",
  "getUserAgentMiddleware",
  "hostHeaderMiddleware",
  "recursionDetectionMiddleware",
];

const quote = 0x22;
/** Characters from which on it is worth looking what is read. */
const longText = 1024;

/** The SDK's own, as far as it is touched here. */
interface Serializer {
  json: Uint8Array;
  i: number;
  ensure: (bytes: number) => void;
  writeBase64: (data: Uint8Array) => void;
}

interface Deserializer {
  _read: (schema: Schema, value: unknown) => unknown;
}

interface Quickened {
  readonly middlewareStack: { readonly remove: (name: string) => boolean };
  readonly config: {
    readonly protocol?: {
      readonly serializer?: Partial<Serializer>;
      readonly deserializer?: Partial<Deserializer>;
    };
  };
}

/** As it was, where it is for a user's own code, which may put a step of its own beside any of the SDK's. */
export function quicken<Client extends object>(
  client: Client,
  user: Pick<ClientUser, "isOwnCode"> | undefined,
): Client {
  if (user?.isOwnCode === true) return client;
  const { middlewareStack, config } = client as Client & Quickened;
  for (const step of idleSteps) middlewareStack.remove(step);
  const { serializer, deserializer } = config.protocol ?? {};
  // Another version of the SDK may do it otherwise.
  if (deserializer?._read !== undefined) deserializer._read = quickRead(deserializer._read);
  if (serializer?.writeBase64 !== undefined && serializer.ensure !== undefined) {
    serializer.writeBase64 = writeBase64;
  }
  return client;
}

/** The model gives no base64 that is none, so that nothing need look for it. */
function quickRead(read: Deserializer["_read"]): Deserializer["_read"] {
  return function (this: Deserializer, schema, value) {
    const isLong = typeof value === "string" && value.length >= longText;
    if (!isLong || !NormalizedSchema.of(schema).isBlobSchema())
      return read.call(this, schema, value);
    const bytes = Buffer.from(value, "base64");
    return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
  };
}

function writeBase64(this: Serializer, data: Uint8Array): void {
  const text = Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString("base64");
  this.ensure(text.length + 2);
  const { buffer, byteOffset, byteLength } = this.json;
  this.json[this.i] = quote;
  Buffer.from(buffer, byteOffset, byteLength).write(text, this.i + 1, "latin1");
  this.i += text.length + 2;
  this.json[this.i - 1] = quote;
}
