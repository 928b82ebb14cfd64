/**
 * The CBOR form of AWS JSON 1.1, which the AWS SDKs for Java speak to Kinesis unless told otherwise: blobs are byte strings, and
 * timestamps are whole milliseconds under tag 1 (aws-sdk-java-v2, AwsCborProtocolFactory: UNIX_TIMESTAMP_MILLIS).
 */
import { isUint8Array } from "node:util/types";

import { cbor, tag, tagSymbol } from "@smithy/core/cbor";

import { serializationError } from "../../service-error.ts";
import { isRecord } from "../../shape.ts";
import { isBlob, isTimestamp } from "../kinesis-members.ts";
import { errorDocument, isSilent } from "../wire.ts";
import { isAcceptableCbor } from "./cbor-form.ts";
import type { Protocol } from "./protocol.ts";

export const cborContentType = "application/x-amz-cbor-1.1";
const headers = ["content-type", cborContentType];
const epochTag = 1;

export const cborProtocol: Protocol = {
  decode: (body) => {
    if (!isAcceptableCbor(body)) throw serializationError("");
    const input = fromCbor(cbor.deserialize(body), "");
    if (isUint8Array(input)) throw serializationError("");
    return input;
  },
  encode: (output) => ({
    headers,
    body: isSilent("kinesis", output) ? "" : cbor.serialize(toCbor(output, "")),
  }),
  events: { contentType: cborContentType, encode: (event) => cbor.serialize(toCbor(event, "")) },
  encodeError: (error) => ({ headers, body: openMap(errorDocument("kinesis", error)) }),
};

/** A map without its length in advance: so were errors recorded (mhart/kinesalite test/connection.js). */
function openMap(document: object): Uint8Array {
  const parts = Object.entries(document)
    .flat()
    .map((part: unknown) => cbor.serialize(part));
  return Buffer.concat([Buffer.of(0xbf), ...parts, Buffer.of(0xff)]);
}

/** As the model takes it: instants in seconds, tagged or not, bytes as they are. */
function fromCbor(value: unknown, name: string): unknown {
  // An integer of more than 53 bits.
  if (typeof value === "bigint") return fromCbor(Number(value), name);
  if (typeof value === "number") return isTimestamp(name) ? value / 1000 : value;
  // Not `instanceof`: a map with a member called __proto__ may look like bytes to that.
  if (isUint8Array(value)) return value;
  if (Array.isArray(value)) return value.map((item) => fromCbor(item, name));
  if (!isRecord(value)) return value;
  if (tagSymbol in value) return Number(value["value"]) / 1000;
  const members = Object.entries(value);
  return Object.fromEntries(members.map(([member, item]) => [member, fromCbor(item, member)]));
}

/** As CBOR has it: bytes as bytes, instants in milliseconds under their tag. */
function toCbor(value: unknown, name: string): unknown {
  if (typeof value === "string") return isBlob(name) ? Buffer.from(value, "base64") : value;
  if (typeof value === "number" && isTimestamp(name)) {
    return tag({ tag: epochTag, value: Math.round(value * 1000) });
  }
  if (value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map((item) => toCbor(item, name));
  if (!isRecord(value)) return value;
  const members = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(members.map(([member, item]) => [member, toCbor(item, member)]));
}
